"""The faults that no test notices, from the run that looks at the changed functions."""

from collections.abc import Sequence

from msgspec import structs

from stelp_ci.model.evidence import Evidence, evidence_id
from stelp_ci.model.measured import Mutants, Survivor
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.mutants.imported import MODULE, ImportedFault, Owner
from stelp_ci.probe.mutants.plan import Fault
from stelp_ci.probe.survey.functions import ChangedFunction
from stelp_ci.probe.survey.run import Surveyed, surveyed
from stelp_ci.probe.survey.wire import MutantRun

Planned = Sequence[tuple[int, Fault | ImportedFault]]
"""Faults by their numbers."""


def assess(job: ProbeJob, so_far: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """One item for each changed function, class body and module level with faults.

    Raises `SandboxError` when the sandbox itself fails.
    """
    survey = surveyed(job, so_far)
    functions = (read_mutants(survey, number) for number in range(len(survey.functions)))
    theirs = {(one.unit.path, one.unit.qualname, one.unit.span.start) for one in survey.functions}
    owners = dict.fromkeys((fault.path, fault.owner) for fault in survey.imported)
    others = (read_imported(survey, path, owner) for path, owner in owners if (path, *owner) not in theirs)
    return (*functions, *others)


def read_mutants(surveyed: Surveyed, number: int) -> Mutants:
    """What became of the faults of one function, those around its body included."""
    one = surveyed.functions[number]
    swapped = [(index, fault) for index, fault in enumerate(surveyed.faults) if fault.function == number]
    mine = {(one.unit.path, one.unit.qualname, one.unit.span.start)}
    planned: Planned = [*swapped, *_imported(surveyed, mine)]
    item = _item(planned, surveyed)
    return structs.replace(
        item,
        id=evidence_id("mutants", one.unit.path, one.unit.qualname, str(one.unit.occurrence)),
        path=one.unit.path,
        unit=one.unit.qualname,
        line=one.unit.span.start,
        not_assessed=_why_not(one, planned, surveyed),
    )


def read_imported(surveyed: Surveyed, path: str, owner: Owner) -> Mutants:
    """What became of the faults of a class body or a module level; of the latter the first fault has the line."""
    planned = _imported(surveyed, {(path, owner.unit, owner.line)})
    line = planned[0][1].edit.line if owner.unit == MODULE else owner.line
    identity = evidence_id("mutants", path, owner.unit, "import")
    why_not = surveyed.survey.broken or _reason(planned, _runs(planned, surveyed))
    item = _item(planned, surveyed)
    return structs.replace(item, id=identity, path=path, unit=owner.unit, line=line, not_assessed=why_not)


def _imported(surveyed: Surveyed, owners: set[tuple[str, str, int]]) -> Planned:
    numbered = enumerate(surveyed.imported, start=len(surveyed.faults))
    return [(index, fault) for index, fault in numbered if (fault.path, *fault.owner) in owners]


def _runs(planned: Planned, surveyed: Surveyed) -> dict[int, MutantRun]:
    return {index: surveyed.survey.mutants[index] for index, _ in planned if index in surveyed.survey.mutants}


def _item(planned: Planned, surveyed: Surveyed) -> Mutants:
    """The counts, for a unit that is still to be named."""
    runs = _runs(planned, surveyed)
    tried = [(fault, runs[index]) for index, fault in planned if index in runs and _is_tried(runs[index])]
    survivors = [fault for fault, run in tried if not run.killed_by]
    others = [run for run in runs.values() if not _is_tried(run)]
    return Mutants(
        id="",
        path="",
        unit="",
        line=0,
        tried=len(tried),
        noticed=len(tried) - len(survivors),
        uncovered=sum(run.uncovered for run in others),
        left=sum(not run.uncovered and not run.equivalent for run in others) + len(planned) - len(runs),
        survivors=tuple(Survivor(line=f.edit.line, before=f.before, after=f.after) for f in survivors),
    )


def _is_tried(run: MutantRun) -> bool:
    return not (run.uncovered or run.equivalent or run.unlocated)


def _why_not(one: ChangedFunction, planned: Planned, surveyed: Surveyed) -> str:
    if one.unread:
        return one.unread
    if not one.module:
        return "its file is not an importable module"
    if "<locals>" in one.unit.qualname:
        return "it is made anew at each call of the function around it"
    if not planned:
        return "none of its changed lines takes a fault"
    return surveyed.survey.broken or _reason(planned, _runs(planned, surveyed))


def _reason(planned: Planned, runs: dict[int, MutantRun]) -> str:
    """Why none could be tried, where that is so."""
    reasons = [run.unlocated for run in runs.values() if run.unlocated]
    return reasons[0] if reasons and len(reasons) == len(planned) else ""
