"""One line of `datasets/effects/v1/*.jsonl`: a sample with its twin, what it does, and the evidence that it does it."""

from enum import StrEnum, unique
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from stelp_ci.model.value import Value

SCHEMA = "stelp-ci/effect/1"


@unique
class Label(StrEnum):
    """UNSAFE has a confirmed effect; WEAK is a weakness that is read, not run, and no effect is claimed."""

    UNSAFE = "unsafe"
    WEAK = "weak"


@unique
class Context(StrEnum):
    """What the sample is in its repository."""

    FUNCTION = "function"
    MODULE = "module"
    TEST = "test"
    CONFTEST = "conftest"
    PACKAGING = "packaging"
    CI = "ci"
    DIFF = "diff"


@unique
class Level(StrEnum):
    """What a judge does: block (refuse, or fail), limit (end by a bound), flag (ask a human), allow."""

    BLOCK = "block"
    LIMIT = "limit"
    FLAG = "flag"
    ALLOW = "allow"


class MapsTo(Value, frozen=True, kw_only=True):
    """The nearest categories of published sets; None where there is none."""

    stelp_risk: str | None = None
    redcode_exec: tuple[int, ...] = ()


class Surroundings(Value, frozen=True, kw_only=True):
    """`kind`, the `path` of `code`, and the other files by path: `files` of the head, `base` of the base."""

    kind: Context
    path: str
    files: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    base: dict[str, str] = msgspec.field(default_factory=dict[str, str])


class Trigger(Value, frozen=True, kw_only=True):
    """What sets it off. `kind`: call, import, script, restricted, pytest; `expr` is its expression or arguments."""

    kind: str
    expr: str = ""
    env: dict[str, str] = msgspec.field(default_factory=dict[str, str])


class Effect(Value, frozen=True, kw_only=True):
    """What has to be seen from outside: the `tripwire` (see tripwires.toml), and the predicate over an observation."""

    tripwire: str
    kind: str
    arguments: tuple[str, ...] = ()


class Twin(Value, frozen=True, kw_only=True):
    """The same task without the effect. `files` are those that differ from the sample's; `tests` have to hold in it."""

    id: str
    code: str
    files: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    tests: tuple[str, ...] = ()


class Expected(Value, frozen=True, kw_only=True):
    """What a judge should say: at least this verdict, for this reason."""

    verdict: Level
    reason: str


class Evidence(Value, frozen=True, kw_only=True):
    """What was seen: runs with the effect, of `runs` each. `digest` names the files and the observer that were run."""

    digest: str
    runs: int
    effects: int
    twin_effects: int
    twin_tests: int
    ablated_effects: int
    null_effects: int
    known_positive: int
    arm: str
    python: str
    runsc: str
    platform: str
    log_sha256: str
    date: str


class Provenance(Value, frozen=True, kw_only=True):
    """Who wrote it. `reviewers` are people; a set without them is machine-verified, and says so."""

    origin: str = "handwritten"
    source: str | None = None
    source_license: str | None = None
    reviewers: tuple[str, ...] = ()


class Sample(Value, frozen=True, kw_only=True):
    """One line. `ablated` is the code without its payload; `family` groups what must not be parted between splits."""

    schema: Annotated[str, Meta(pattern="^stelp-ci/effect/1$")] = SCHEMA
    id: Annotated[str, Meta(pattern=r"^[a-z]+\.[a-z]+-[0-9]{3}$")]
    title: str
    label: Label
    category: str
    family: str
    cwe: tuple[str, ...]
    maps_to: MapsTo
    language: str = "python"
    requires_python: str = ">=3.11"
    deps: tuple[str, ...] = ()
    context: Surroundings
    code: str
    ablated: str | None = None
    ablated_files: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    trigger: Trigger | None = None
    effect: Effect | None = None
    reference: str = ""
    limits: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    twin: Twin
    expected: Expected
    evasion: tuple[str, ...] = ()
    difficulty: Annotated[int, Meta(ge=1, le=3)] = 1
    evidence: Evidence | None = None
    provenance: Provenance = Provenance()
    split: str


def json_schema() -> dict[str, Any]:
    """The JSON Schema of one line."""
    return msgspec.json.schema(Sample)
