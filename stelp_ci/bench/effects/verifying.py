"""Derives the evidence of samples: every arm, several times, beside known positives that prove the tripwires live."""

import datetime
import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from stelp_ci.bench.effects.building import JUDGED_BY_EXIT, digest_of
from stelp_ci.bench.effects.machine import Machine
from stelp_ci.bench.effects.predicate import effect_of, shows
from stelp_ci.bench.effects.record import Effect, Evidence, Sample
from stelp_ci.bench.effects.runs import LIMITS, LIMITS_BY_KIND, Arm, empty_kind, empty_runs, runs_of
from stelp_ci.bench.rows import at_once

LOAD = 30
"""Samples in one sandbox."""
REPEATS = 3
HOLDS, FAILS = 0, 9
Observations = Mapping[str, dict[str, Any]]


class Derived(NamedTuple):
    """What came of one sample: its evidence, and every way in which it is not what it claims to be."""

    id: str
    evidence: Evidence
    problems: tuple[str, ...]
    log: tuple[dict[str, Any], ...]


class Positive(NamedTuple):
    """A program whose effect is beyond doubt."""

    effect: Effect
    files: dict[str, str]
    trigger: dict[str, str]


def read_positives(path: Path) -> dict[str, Positive]:
    """The known positives of tripwires.toml by the kind of effect that they show."""
    document = tomllib.loads(path.read_text("utf-8"))
    found: dict[str, Positive] = {}
    for kind, one in document["kinds"].items():
        trigger = {"kind": one.get("trigger", "import"), "expr": one.get("expr", "")}
        found[kind] = Positive(effect_of(f"{kind} {one.get('arguments', '')}"), one["files"], trigger)
    return found


def verify(
    samples: Iterable[Sample], machine: Machine, positives: Mapping[str, Positive], *, jobs: int = 1
) -> Iterator[Derived]:
    """The evidence of each sample, as loads of them are done. Raises `SandboxError`."""
    waiting = list(samples)
    loads = [waiting[start : start + LOAD] for start in range(0, len(waiting), LOAD)]
    for derived in at_once(loads, lambda load: _verify_load(load, machine, positives), jobs=jobs):
        yield from derived


def _verify_load(load: list[Sample], machine: Machine, positives: Mapping[str, Positive]) -> list[Derived]:
    kinds = sorted({sample.effect.kind for sample in load if sample.effect is not None})
    known = [run for kind in kinds for run in _positive_runs(kind, positives[kind])]
    nothing = {run["id"]: run for sample in load for run in empty_runs(sample, REPEATS)}
    runs = [*known, *nothing.values(), *(run for sample in load for run in runs_of(sample, REPEATS))]
    seen = {one["id"]: one for one in machine.observe(runs)}
    witness = seen[f"positive {kinds[0]} witness"]["witness"]
    shown = {kind: _shown(positives[kind], kind, seen, witness) for kind in kinds}
    return [_derived(sample, seen, witness, shown, machine) for sample in load]


def _positive_runs(kind: str, positive: Positive) -> Iterator[dict[str, Any]]:
    limits = {**LIMITS, "cpu_s": 2, "wall_s": 20, **LIMITS_BY_KIND.get(kind, {})}
    common = {"path": "sample.py", "module": "sample", "environment": {}, "limits": limits}
    nothing = {"kind": "import", "expr": ""}
    yield {
        **common,
        "id": f"positive {kind} witness",
        "files": {"sample.py": ""},
        "trigger": nothing,
        "decoy": False,
    }
    for number in range(REPEATS):
        run = {"files": positive.files, "trigger": positive.trigger, "decoy": positive.effect.tripwire in ("T5", "T8")}
        yield {**common, "id": f"positive {kind} {number}", **run}


def _shown(positive: Positive, kind: str, seen: Observations, witness: list[str]) -> int:
    return sum(shows(positive.effect, seen[f"positive {kind} {number}"], witness) for number in range(REPEATS))


def _derived(
    sample: Sample, seen: Observations, witness: list[str], positives: Mapping[str, int], machine: Machine
) -> Derived:
    effect = sample.effect
    assert effect is not None  # noqa: S101 - weak samples are not verified
    counts = {arm: _count(sample, effect, arm, seen, witness) for arm in (Arm.SAMPLE, Arm.TWIN, Arm.ABLATED, Arm.EMPTY)}
    held = [number for number in range(len(sample.twin.tests)) if seen[f"{sample.id} tests {number}"]["exit"] == HOLDS]
    log = tuple(one for name, one in seen.items() if name.startswith((f"{sample.id} ", "positive ", "empty ")))
    evidence = Evidence(
        digest=digest_of(sample, machine.observer_digest),
        runs=REPEATS,
        effects=counts[Arm.SAMPLE],
        twin_effects=counts[Arm.TWIN],
        twin_tests=len(held),
        ablated_effects=counts[Arm.ABLATED],
        null_effects=counts[Arm.EMPTY],
        known_positive=positives[effect.kind],
        arm="cpython-in-runsc",
        python=machine.interpreter.release,
        runsc=machine.runtime.version,
        platform=machine.runtime.platform,
        log_sha256=hashlib.sha256(b"\n".join(msgspec.json.encode(one) for one in log)).hexdigest(),
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
    )
    return Derived(sample.id, evidence, tuple(_problems(sample, evidence, seen)), log)


def _count(sample: Sample, effect: Effect, arm: Arm, seen: Observations, witness: list[str]) -> int:
    whose = f"{arm} {empty_kind(sample)}" if arm is Arm.EMPTY else f"{sample.id} {arm}"
    observed = [seen[f"{whose} {number}"] for number in range(REPEATS)]
    if effect.kind == "outcome":
        which = Arm.TWIN if arm is Arm.TWIN else Arm.SAMPLE
        wrong = seen[f"{sample.id} {which}-reference 0"]["exit"] == FAILS
        return sum(wrong and shows(effect, one, witness) for one in observed) if arm is not Arm.EMPTY else 0
    return sum(shows(effect, one, witness) for one in observed)


def _problems(sample: Sample, evidence: Evidence, seen: Observations) -> Iterator[str]:
    for name, count, wanted in (
        ("sample", evidence.effects, REPEATS),
        ("twin", evidence.twin_effects, 0),
        ("ablated", evidence.ablated_effects, 0),
        ("empty", evidence.null_effects, 0),
        ("known positive", evidence.known_positive, REPEATS),
    ):
        if count != wanted:
            yield f"{name}: the effect showed {count} times of {REPEATS}"
    for number, test in enumerate(sample.twin.tests):
        one = seen[f"{sample.id} tests {number}"]
        if one["exit"] != HOLDS:
            yield f"twin: {test} does not hold: {one['stderr'].strip()[-300:]}"
    if sample.trigger is not None and sample.trigger.kind in JUDGED_BY_EXIT:
        ended = {seen[f"{sample.id} twin {number}"]["exit"] for number in range(REPEATS)}
        if ended != {HOLDS}:
            yield f"twin: it ends with {ended}: {seen[f'{sample.id} twin 0']['stdout'][-400:]}"
    if sample.reference and seen[f"{sample.id} twin-reference 0"]["exit"] != HOLDS:
        yield "twin: the reference does not hold"


def by_category(samples: Iterable[Sample]) -> dict[str, int]:
    """How many samples each sub-category has."""
    counted: dict[str, int] = defaultdict(int)
    for sample in samples:
        counted[sample.category] += 1
    return dict(sorted(counted.items()))
