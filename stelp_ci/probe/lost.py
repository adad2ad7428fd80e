"""Evidence that the base has and the head has lost: tests that the changed code skips, functions no test reaches now.

Code that keeps its tests from running is not caught by any test. So where the head's tests say nothing, the base is
asked whether they did before.
"""

from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.model.change import Change, Unit
from stelp_ci.model.evidence import Evidence, NotAssessed, StubControl, TestsRun, evidence_id
from stelp_ci.model.execution import PytestResult, StubBehaviour, TestOutcome, TestRecord
from stelp_ci.model.file_role import FileRole
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.running import run_pytest
from stelp_ci.probe.stubs import Stubbed, plan_unit

_NAME = "lost"


class Silence(NamedTuple):
    """Where the head's tests say nothing: tests that code outside of them skipped, files that skipped themselves as a
    whole, and changed functions, as they are on the base, that no test seems to execute."""

    skipped: tuple[TestRecord, ...]
    files: tuple[str, ...]
    unreached: tuple[tuple[StubControl, Unit], ...]


def assess(job: ProbeJob, so_far: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """One item for each thing that the base's run says more about. Raises `SandboxError` when the sandbox fails.

    The base is run only where the head's tests are silent about something.
    """
    run = next((item for item in so_far if isinstance(item, TestsRun)), None)
    if run is None or run.outcome is None or run.outcome.result is None:
        return ()
    silence = _silence(job.change, run, run.outcome.result, so_far)
    return tuple(_lost(job, run, silence)) if any(silence) else ()


def _silence(change: Change, run: TestsRun, result: PytestResult, so_far: tuple[Evidence, ...]) -> Silence:
    before = {
        (file.path, unit.head.qualname): unit.base
        for file in change.files
        if file.role is FileRole.SOURCE
        for unit in file.units
        if unit.head and unit.base
    }
    unreached = (
        (item, before[item.path, item.unit])
        for item in so_far
        if isinstance(item, StubControl) and _is_unreached(item) and (item.path, item.unit) in before
    )
    return Silence(
        tuple(test.record for test in run.tests if _is_skipped_by_code(test.record)),
        tuple(error.path for error in result.skipped_files if not error.missing),
        tuple(unreached),
    )


def _is_skipped_by_code(record: TestRecord) -> bool:
    """Whether the line that raised the skip stands neither in the test's own file nor in a conftest.py."""
    own = record.nodeid.partition("::")[0]
    elsewhere = record.path not in ("", own) and record.path.rpartition("/")[2] != "conftest.py"
    return record.outcome is TestOutcome.SKIPPED and elsewhere


def _is_unreached(item: StubControl) -> bool:
    """Whether no test failed even when the function raised."""
    return bool(item.records) and not item.not_assessed and not any(record.killed_by for record in item.records)


def _lost(job: ProbeJob, run: TestsRun, silence: Silence) -> Iterator[NotAssessed]:
    base = job.base()
    targets = tuple(path for path in run.selection.targets if (base.source / path).is_file())
    planned = [(item, plan_unit(unit, base)) for item, unit in silence.unreached]
    stubs = tuple(stub for _, plan in planned for stub in plan.stubs)
    result = run_pytest(job, base, targets, stubs).result if targets else None
    if result is None or not result.completed:
        return
    passed = {test.nodeid for test in result.tests if test.outcome is TestOutcome.PASSED}
    for record in silence.skipped:
        if record.nodeid in passed:
            yield _item(record.nodeid, f"{record.path}:{record.line} skips it, and it passed on the base")
    for path in silence.files:
        if any(nodeid.partition("::")[0] == path for nodeid in passed):
            yield _item(path, "the file skips itself, and its tests passed on the base")
    for item, plan in planned:
        if _is_executed(plan, result):
            yield _item(item.unit, "tests execute it on the base, and none does on the head")


def _is_executed(plan: Stubbed, result: PytestResult) -> bool:
    wanted = {(stub.module, stub.qualname) for stub in plan.stubs}
    raising = (record for record in result.stubs if record.behaviour is StubBehaviour.RAISE and record.killed_by)
    return any((record.module, record.qualname) in wanted for record in raising)


def _item(subject: str, reason: str) -> NotAssessed:
    identity = evidence_id("not-assessed", _NAME, subject)
    return NotAssessed(id=identity, probe=_NAME, subject=subject, reason=reason, also_on_base=False)
