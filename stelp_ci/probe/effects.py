"""What changed code was seen doing while its tests ran, and did not do on the base: by unit and line.

The manifest of the source says what code could do; this is what the source does not show.
"""

from collections.abc import Iterable
from typing import NamedTuple

from stelp_ci.model.change import Change
from stelp_ci.model.evidence import EffectChange, Evidence, NotAssessed, TestsRun, evidence_id
from stelp_ci.model.execution import EffectRecord
from stelp_ci.model.file_role import FileRole
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.running import run_pytest


class _Doing(NamedTuple):
    """An effect by the name that its unit has on the base: lines move, and units are renamed."""

    path: str
    unit: str
    capability: str
    what: str


def assess(job: ProbeJob, so_far: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """One item for each changed unit that does on the head what it does not do on the base, or what is denied.

    The base is run only where the head did anything at all. Raises `SandboxError` when the sandbox itself fails.
    """
    run = next((item for item in so_far if isinstance(item, TestsRun)), None)
    outcome = run.outcome if run else None
    if run is None or outcome is None or outcome.result is None:
        return ()
    names = _names_on_base(job.change)
    changed = {file.head_path for file in job.change.files}
    seen = [
        effect
        for effect in outcome.result.effects
        if (effect.path, effect.unit) in names or (effect.denied and effect.path in changed)
    ]
    if not seen:
        return ()
    before = _on_base(job, run.selection.targets)
    if before is None:
        reason = "the tests of the base did not run to their end, so nothing can be compared"
        cut = NotAssessed(id=evidence_id("not-assessed", "effects"), probe="effects", subject="effects", reason=reason)
        return (*_changes((effect for effect in seen if effect.denied), names, set()), cut)
    return _changes(seen, names, before)


def _names_on_base(change: Change) -> dict[tuple[str, str], tuple[str, str]]:
    """Path and name of each changed unit outside of the tests, on the head: to those on the base."""
    names: dict[tuple[str, str], tuple[str, str]] = {}
    for file in change.files:
        if file.head_path is None or file.role in (FileRole.TEST, FileRole.TEST_SUPPORT):
            continue
        base_path = file.base_path or file.head_path
        names[file.head_path, "<module>"] = (base_path, "<module>")
        for unit in file.units:
            if unit.head:
                names[file.head_path, unit.head.qualname] = (base_path, (unit.base or unit.head).qualname)
    return names


def _on_base(job: ProbeJob, targets: tuple[str, ...]) -> set[_Doing] | None:
    """What the base does under the same tests, as far as it has them; None where they did not run to their end."""
    base = job.base()
    present = tuple(target for target in targets if (base.source / target.partition("::")[0]).is_file())
    if not present:
        return set()
    result = run_pytest(job, base, present).result
    if result is None or not result.completed:
        return None
    return {_Doing(effect.path, effect.unit, effect.capability, effect.what) for effect in result.effects}


def _changes(
    seen: Iterable[EffectRecord], names: dict[tuple[str, str], tuple[str, str]], before: set[_Doing]
) -> tuple[EffectChange, ...]:
    units: dict[tuple[str, str], list[EffectRecord]] = {}
    for effect in seen:
        place = (effect.path, effect.unit)
        if effect.denied or _Doing(*names[place], effect.capability, effect.what) not in before:
            units.setdefault(place, []).append(effect)
    return tuple(
        EffectChange(id=evidence_id("effects", path, unit), path=path, unit=unit, gained=tuple(gained))
        for (path, unit), gained in units.items()
    )
