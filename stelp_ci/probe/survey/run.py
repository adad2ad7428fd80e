"""Runs the survey once for a job, whichever probe asks first; what it showed is kept in the job's own directory."""

from threading import Lock
from typing import NamedTuple

import msgspec

from stelp_ci.model.evidence import Evidence, TestsRun
from stelp_ci.model.execution import ScriptOutcome
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.mutants.imported import ImportedFault, plan_imported
from stelp_ci.probe.mutants.plan import Fault, chunk_of, plan_faults
from stelp_ci.probe.running import plain_task, run_script
from stelp_ci.probe.survey.functions import ChangedFunction, changed_functions
from stelp_ci.probe.survey.wire import Counts, Survey, read_records

SCRIPT = "survey"
MUTANT_S = 10.0
"""Seconds for all faults in functions, once the tests have run, and again for all that an import shows."""

FILE = "survey.json"
_ONE_AT_A_TIME = Lock()


class Faults(NamedTuple):
    """The faults in functions, which are swapped, and those that an import of the project shows: numbered in turn."""

    swapped: list[Fault]
    imported: list[ImportedFault]


class Surveyed(NamedTuple):
    """The changed functions, the faults that were planned, and what the run showed of them."""

    functions: list[ChangedFunction]
    faults: list[Fault]
    imported: list[ImportedFault]
    survey: Survey


def surveyed(job: ProbeJob, so_far: tuple[Evidence, ...]) -> Surveyed:
    """What the survey of this job shows. Raises `SandboxError` when the sandbox itself fails."""
    functions = changed_functions(job.change, job.head)
    faults = [fault for number, one in enumerate(functions) for fault in plan_faults(number, one)]
    imported = plan_imported(job.change, job.head)
    kept = job.scratch / FILE
    with _ONE_AT_A_TIME:
        if not kept.exists():
            kept.write_bytes(msgspec.json.encode(run_survey(job, so_far, functions, Faults(faults, imported))))
    return Surveyed(functions, faults, imported, msgspec.json.decode(kept.read_bytes(), type=Survey))


def run_survey(job: ProbeJob, so_far: tuple[Evidence, ...], functions: list[ChangedFunction], faults: Faults) -> Survey:
    """What the tests pass and call of the functions, and which of these faults they notice, in a sandbox of its own.

    Raises `SandboxError` when the sandbox itself fails.
    """
    run = next((item for item in so_far if isinstance(item, TestsRun)), None)
    if run is None or not run.tests:
        return _nothing("no test was run")
    if run.outcome is not None and not (run.outcome.result and run.outcome.result.completed):
        return _nothing("not all tests ran to their end")
    document = {
        "pytest": plain_task(job, job.head, run.selection.targets),
        "watched": [_watched(one) for one in functions],
        "chunks": [chunk_of(one) for one in functions],
        "mutants": [
            {**fault.edit._asdict(), "chunk": fault.function, "watched": fault.function} for fault in faults.swapped
        ],
        "imported": [
            {**fault.edit._asdict(), "path": fault.path, "index": number}
            for number, fault in enumerate(faults.imported, start=len(faults.swapped))
        ],
        "mutant_s": min(MUTANT_S, job.left_s, job.share_s / 2),
    }
    outcome = run_script(job, job.head, SCRIPT, document)
    return _whole(outcome, Counts(len(functions), len(faults.swapped) + len(faults.imported)))


def _watched(one: ChangedFunction) -> dict[str, object]:
    span = one.unit.span
    names = {"path": one.unit.path, "module": one.module, "qualname": one.unit.qualname}
    return {**names, "first": span.start, "last": span.end, "calls": True}


def _whole(outcome: ScriptOutcome, asked: Counts) -> Survey:
    """What a script that was cut short has told is true of the tests that ran; it is not taken for the whole."""
    survey = read_records(outcome.records, asked)
    if survey.broken or outcome.completed:
        return survey
    limit = outcome.outcome.limit
    why = f"the {limit.value} limit ended it" if limit else outcome.outcome.violation or "it did not come to its end"
    return _nothing(f"the run that looks at the changed functions: {why}")


def _nothing(reason: str) -> Survey:
    return Survey(statements={}, seen={}, mutants={}, broken=reason)
