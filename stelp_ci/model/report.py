"""The one evidence file: everything a run saw, versioned, from which every rendering is made."""

from enum import StrEnum, unique

from stelp_ci.model.change import Change
from stelp_ci.model.evidence import Evidence
from stelp_ci.model.execution import RuntimeIdentity
from stelp_ci.model.finding import ScanResult
from stelp_ci.model.origin import Origin
from stelp_ci.model.outcome import Failed
from stelp_ci.model.program import ProgramResult
from stelp_ci.model.settings import Mode
from stelp_ci.model.shown import ShownFile
from stelp_ci.model.value import Value
from stelp_ci.model.verdict import Verdict

SCHEMA_VERSION = 1

DEFAULT_BUDGET_S = 120.0
"""Seconds for all probes together, unless the user gives another number."""


@unique
class InputKind(StrEnum):
    """Where the change was read from."""

    COMMITS = "commits"
    STAGED = "staged"
    DIFF = "diff"


class Invocation(Value, frozen=True, kw_only=True):
    """What was asked, enough to run one item again. `diff` holds the text of the diff when the input was one.

    `budget_s` are the seconds in which the probes have to begin. With an `origin`, `config` is a path in the base
    commit, and `mode` (None: that of the settings) is the one that the workflow asks for. `syscall_log` asks for the
    log of system calls, whatever the settings say.
    """

    input: InputKind
    repo: str
    base: str | None = None
    head: str | None = None
    diff: str | None = None
    config: str | None = None
    execute: bool = True
    python: str | None = None
    deps: str = "auto"
    sandbox: str = "auto"
    syscall_log: bool = False
    budget_s: float = DEFAULT_BUDGET_S
    origin: Origin | None = None
    mode: Mode | None = None


class Timing(Value, frozen=True, kw_only=True):
    """Wall time of one stage, in seconds; stages overlap."""

    stage: str
    seconds: float


class Report(Value, frozen=True, kw_only=True):
    """`stelp-report.json`. `mode` is the one of the settings that judged: `observe` makes the exit code 0.

    `diff` is the text of the change, as far as there is room for it, in the order of `change.files`.
    """

    schema_version: int
    tool_version: str
    invocation: Invocation
    change: Change
    scans: tuple[ScanResult, ...]
    programs: tuple[ProgramResult, ...]
    evidence: tuple[Evidence, ...]
    failures: tuple[Failed, ...]
    verdict: Verdict
    runtime: RuntimeIdentity | None = None
    timings: tuple[Timing, ...] = ()
    mode: Mode = Mode.ALL
    diff: tuple[ShownFile, ...] = ()
