"""One load of programs in one sandbox, or one by one where that one broke."""

from typing import NamedTuple

import msgspec

from stelp_ci.errors import SandboxError
from stelp_ci.exec.answering import Answering
from stelp_ci.exec.reading import read_run
from stelp_ci.exec.setup import Setup
from stelp_ci.model.execution import Limit, Program, ProgramsJob, ScriptOutcome
from stelp_ci.model.ports import ProgramSandbox
from stelp_ci.model.program_run import ProgramRun, RunException, RunLimit, RunStage, RunStatus


class Given(NamedTuple):
    """A program under the name that its result will bear."""

    id: str | int | None
    program: Program


Item = Given | ProgramRun
"""Something to run, or a result that is known already (a line that could not be read)."""


def run_load(load: list[Item], setup: Setup, sandbox: ProgramSandbox) -> list[ProgramRun]:
    """The results, in order; what is known already keeps its place."""
    given = [item for item in load if isinstance(item, Given)]
    told = _run_given(given, setup, sandbox) if given else []
    runs = iter(msgspec.structs.replace(run, loosened=setup.loosened) for run in told)
    return [next(runs) if isinstance(item, Given) else item for item in load]


def _run_given(given: list[Given], setup: Setup, sandbox: ProgramSandbox) -> list[ProgramRun]:
    """Run them in one sandbox, or one by one where that one broke."""
    answering = Answering(setup.toolbox)
    try:
        outcome = sandbox.run_programs(_job(given, setup, answering))
        if outcome.completed and len(outcome.records) == len(given):
            records = enumerate(zip(given, outcome.records, strict=True))
            return [read_run(item.id, record, answering.of(number)) for number, (item, record) in records]
    except SandboxError as error:
        return [_failed(item, str(error)) for item in given]
    if len(given) == 1:
        return [msgspec.structs.replace(_cut_short(given[0], outcome), calls=answering.of(0))]
    return [run for item in given for run in _run_given([item], setup, sandbox)]


def _job(given: list[Given], setup: Setup, answering: Answering) -> ProgramsJob:
    return ProgramsJob(
        programs=tuple(item.program for item in given),
        profile=setup.profile,
        policy=msgspec.json.encode(setup.as_policy()),
        limits=setup.limits,
        tools=setup.toolbox.names,
        answer=answering.answer if setup.toolbox.tools else None,
    )


def _cut_short(item: Given, outcome: ScriptOutcome) -> ProgramRun:
    """A sandbox that ended with its one program: limited where the host knows by what, else nothing is known."""
    seen = outcome.outcome
    if seen.limit in (Limit.MEMORY, Limit.WALL):
        limit = RunLimit.MEMORY if seen.limit is Limit.MEMORY else RunLimit.WALL
        return ProgramRun(id=item.id, status=RunStatus.LIMITED, stage=RunStage.SANDBOX, limit=limit)
    return _failed(item, seen.violation or "the sandbox did not report the program")


def _failed(item: Given, why: str) -> ProgramRun:
    exception = RunException(type="SandboxError", message=why)
    return ProgramRun(id=item.id, status=RunStatus.INCONCLUSIVE, stage=RunStage.SANDBOX, exception=exception)
