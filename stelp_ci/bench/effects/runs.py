"""The runs that a sample's evidence is made of, as the observer inside takes them. Pure."""

from collections.abc import Iterator
from enum import StrEnum, unique
from pathlib import PurePosixPath
from typing import Any

from stelp_ci.bench.effects.record import Sample, Trigger

LIMITS = {"wall_s": 10, "cpu_s": 4, "memory_mib": 768, "processes": 40}
"""What a sample may use while its evidence is derived, unless it names others."""
LIMITS_BY_KIND = {
    "hang": {"wall_s": 2},
    "cpu": {"cpu_s": 1, "wall_s": 30},
    "memory": {"memory_mib": 400, "cpu_s": 10, "wall_s": 40},
}
"""Effects that go on until a limit ends them: just enough to be beyond doubt."""


@unique
class Arm(StrEnum):
    """The sample, its twin, the sample without its payload, nothing at all; and two that keep the others honest."""

    SAMPLE = "sample"
    TWIN = "twin"
    ABLATED = "ablated"
    EMPTY = "empty"
    TESTS = "tests"
    REFERENCE = "reference"


def runs_of(sample: Sample, repeats: int) -> Iterator[dict[str, Any]]:
    """Every run of one sample; the id of each is `sample arm number`."""
    trigger = sample.trigger or Trigger(kind="import")
    for number in range(repeats):
        for arm in (Arm.SAMPLE, Arm.TWIN, Arm.ABLATED):
            yield _run(sample, f"{arm} {number}", trigger, files_of(sample, arm))
    for number, test in enumerate(sample.twin.tests):
        yield _run(sample, f"{Arm.TESTS} {number}", Trigger(kind="truth", expr=test), files_of(sample, Arm.TWIN))
    for arm in (Arm.SAMPLE, Arm.TWIN) if sample.reference else ():
        held = Trigger(kind="truth", expr=sample.reference)
        yield _run(sample, f"{arm}-{Arm.REFERENCE} 0", held, files_of(sample, arm))


def empty_runs(sample: Sample, repeats: int) -> Iterator[dict[str, Any]]:
    """The runs of nothing at all, under the trigger of this sample; samples with the same trigger share them."""
    kind = empty_kind(sample)
    files: dict[str, str] = {} if kind == "pytest" else {"sample.py": ""}
    for number in range(repeats):
        run = _run(sample, "", Trigger(kind=kind), files)
        yield {**run, "id": f"{Arm.EMPTY} {kind} {number}", "path": "sample.py", "module": "sample", "decoy": True}


def empty_kind(sample: Sample) -> str:
    """How nothing is set off in place of this sample."""
    kind = sample.trigger.kind if sample.trigger else "import"
    return kind if kind in ("pytest", "script") else "import"


def files_of(sample: Sample, arm: Arm) -> dict[str, str]:
    """The work directory of an arm."""
    others = sample.context.files
    if arm is Arm.TWIN:
        return {**others, **sample.twin.files, sample.context.path: sample.twin.code}
    if arm is Arm.ABLATED:
        return {**others, **sample.ablated_files, sample.context.path: sample.ablated or ""}
    return {**others, sample.context.path: sample.code}


def _run(sample: Sample, name: str, trigger: Trigger, files: dict[str, str]) -> dict[str, Any]:
    return {
        "id": f"{sample.id} {name}",
        "files": files,
        "path": sample.context.path,
        "module": module_of(sample.context.path),
        "trigger": {"kind": trigger.kind, "expr": trigger.expr},
        "environment": trigger.env,
        "limits": {**LIMITS, **LIMITS_BY_KIND.get(sample.effect.kind if sample.effect else "", {}), **sample.limits},
        "decoy": sample.effect is not None and sample.effect.tripwire in ("T5", "T8"),
    }


def module_of(path: str) -> str:
    """The name under which a file of the work directory is imported."""
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")
