"""Runs the tests beside stand-ins of the changed functions: no code of the change but the tests is in that sandbox."""

import ast
import re
from pathlib import Path

from msgspec.structs import replace

from stelp_ci.errors import LayerError
from stelp_ci.model.evidence import Evidence, TestsRun, evidence_id
from stelp_ci.model.execution import Outcome, TestOutcome, TestRecord
from stelp_ci.model.isolated import Contradicted, Isolated
from stelp_ci.model.source import Runnable
from stelp_ci.probe.isolated.answers import ask
from stelp_ci.probe.isolated.eligible import Module, NotIsolated, modules_of, refuse_effects
from stelp_ci.probe.isolated.stand_in import write_stand_ins
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.overlay import overlay
from stelp_ci.probe.running import run_pytest
from stelp_ci.probe.survey.functions import ChangedFunction, FunctionNode
from stelp_ci.probe.survey.run import Surveyed, surveyed
from stelp_ci.probe.survey.wire import Seen

_NOT_RECORDED = "NotRecorded"
_BEYOND_VALUES = re.compile(
    r"patch|mock|setattr|capsys|capfd|caplog|recwarn|\bwarns\b|\btime\b|freez|\bis (?!not\b|None)"
)
"""In a test: it looks at more than what the function gives, or changes what it runs on."""


def assess(job: ProbeJob, so_far: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """One item for the change. Raises `SandboxError` when the sandbox itself fails."""
    run = next((item for item in so_far if isinstance(item, TestsRun)), None)
    if run is None or not any(test.record.outcome is TestOutcome.PASSED for test in run.tests):
        return ()
    found = surveyed(job, so_far)
    if not found.functions:
        return ()
    try:
        return (_isolated(job, run, found),)
    except NotIsolated as reason:
        return (Isolated(id=evidence_id("isolated"), not_assessed=str(reason)),)


def _isolated(job: ProbeJob, run: TestsRun, found: Surveyed) -> Isolated:
    modules = modules_of(job.change, found.functions, (_base(job), job.head))
    refuse_effects(modules, run)
    seen = _seen(found, modules)
    known = ask(job, seen)
    folder = job.scratch / "stand-ins"
    paths = write_stand_ins(modules, known, folder)
    side = overlay(job.head, paths, folder, paths, job.scratch / "isolated")
    outcome = run_pytest(job, side, run.selection.targets)
    units = tuple(function.unit.qualname for function, _ in seen)
    answers = sum(len(calls) for calls in known.values())
    item = Isolated(id=evidence_id("isolated"), units=units, answers=answers)
    reached = {test for _, one in seen for test in one.tests}
    return _read(_passed(run, reached), outcome, item, job.head.source)


def _base(job: ProbeJob) -> Runnable:
    try:
        return job.base()
    except LayerError as error:
        raise NotIsolated(f"the base cannot be prepared: {error}") from error


def _seen(found: Surveyed, modules: list[Module]) -> list[tuple[ChangedFunction, Seen]]:
    """The functions with what the survey saw of them. Raises `NotIsolated` where it saw nothing."""
    if found.survey.broken:
        raise NotIsolated(found.survey.broken)
    wanted = {id(function) for module in modules for function in module.functions}
    pairs = [(one, found.survey.seen.get(number)) for number, one in enumerate(found.functions) if id(one) in wanted]
    seen = [(one, told) for one, told in pairs if told is not None]
    if len(seen) != len(pairs) or any(told.disturbed for _, told in seen):
        raise NotIsolated("what the functions are called with was not seen")
    if not any(told.tests for _, told in seen):
        raise NotIsolated("no test calls them")
    return seen


def _passed(run: TestsRun, reached: set[str]) -> list[str]:
    """The tests that reach a changed function and pass beside it, each time."""
    good = {test.record.nodeid for test in run.tests if test.record.outcome is TestOutcome.PASSED and not test.flaky}
    return sorted(good & reached)


def _read(tests: list[str], outcome: Outcome, item: Isolated, source: Path) -> Isolated:
    """Sort the tests by how they end apart from the functions."""
    if outcome.result is None or not outcome.result.completed:
        raise NotIsolated("the tests by themselves do not come to their end")
    ended = {test.nodeid: test for test in outcome.result.tests}
    apart = [ended.get(nodeid) or TestRecord(nodeid=nodeid, outcome=TestOutcome.NOT_RUN) for nodeid in tests]
    against = [one for one in apart if _contradicts(one, source)]
    return replace(
        item,
        passed=tuple(one.nodeid for one in apart if one.outcome is TestOutcome.PASSED),
        contradicted=tuple(
            Contradicted(nodeid=one.nodeid, line=one.line, complaint=one.message.partition("\n")[0][:300])
            for one in against
        ),
        others=tuple(one.nodeid for one in apart if one.outcome is not TestOutcome.PASSED and one not in against),
    )


def _contradicts(test: TestRecord, source: Path) -> bool:
    """Whether it fails by what the function gives: not for want of an answer, nor as it looks at something else."""
    bad = test.outcome in (TestOutcome.FAILED, TestOutcome.ERROR)
    return bad and test.exception != _NOT_RECORDED and not _looks_beyond(test.nodeid, source)


def _looks_beyond(nodeid: str, source: Path) -> bool:
    """Whether the text of the test says so; true as well where it is not found."""
    path, _, name = nodeid.partition("::")
    name = name.rpartition("::")[2].partition("[")[0]
    try:
        text = (source / path).read_text(encoding="utf-8")
        nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, FunctionNode) and node.name == name]
    except (OSError, ValueError, SyntaxError, RecursionError):
        return True
    return not nodes or any(_BEYOND_VALUES.search(ast.unparse(node)) for node in nodes)
