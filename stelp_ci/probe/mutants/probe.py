"""The faults that no test notices, from the run that looks at the changed functions."""

from stelp_ci.model.evidence import Evidence, evidence_id
from stelp_ci.model.measured import Mutants, Survivor
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.mutants.plan import Fault
from stelp_ci.probe.survey.functions import ChangedFunction
from stelp_ci.probe.survey.run import Surveyed, surveyed
from stelp_ci.probe.survey.wire import MutantRun


def assess(job: ProbeJob, so_far: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """One item for each changed function. Raises `SandboxError` when the sandbox itself fails."""
    survey = surveyed(job, so_far)
    return tuple(read_mutants(survey, number) for number in range(len(survey.functions)))


def read_mutants(surveyed: Surveyed, number: int) -> Mutants:
    """What became of the faults of one function."""
    one = surveyed.functions[number]
    planned = [(index, fault) for index, fault in enumerate(surveyed.faults) if fault.function == number]
    runs = {index: surveyed.survey.mutants[index] for index, _ in planned if index in surveyed.survey.mutants}
    tried = [(fault, runs[index]) for index, fault in planned if index in runs and _is_tried(runs[index])]
    survivors = [fault for fault, run in tried if not run.killed_by]
    others = [run for run in runs.values() if not _is_tried(run)]
    return Mutants(
        id=evidence_id("mutants", one.unit.path, one.unit.qualname, str(one.unit.occurrence)),
        path=one.unit.path,
        unit=one.unit.qualname,
        line=one.unit.span.start,
        tried=len(tried),
        noticed=len(tried) - len(survivors),
        uncovered=sum(run.uncovered for run in others),
        left=sum(not run.uncovered and not run.equivalent for run in others) + len(planned) - len(runs),
        survivors=tuple(Survivor(line=f.edit.line, before=f.before, after=f.after) for f in survivors),
        not_assessed=_why_not(one, planned, surveyed, runs),
    )


def _is_tried(run: MutantRun) -> bool:
    return not (run.uncovered or run.equivalent or run.unlocated)


def _why_not(
    one: ChangedFunction, planned: list[tuple[int, Fault]], surveyed: Surveyed, runs: dict[int, MutantRun]
) -> str:
    if one.unread:
        return one.unread
    if not one.module:
        return "its file is not an importable module"
    if "<locals>" in one.unit.qualname:
        return "it is made anew at each call of the function around it"
    if not planned:
        return "none of its changed lines takes a fault"
    if surveyed.survey.broken:
        return surveyed.survey.broken
    reasons = [run.unlocated for run in runs.values() if run.unlocated]
    return reasons[0] if reasons and len(reasons) == len(planned) else ""
