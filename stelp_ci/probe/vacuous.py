"""New and edited tests on the base's code: does any of them tell the two versions apart?"""

from collections.abc import Iterable, Iterator

from msgspec import structs

from stelp_ci.model.change import FileChange
from stelp_ci.model.evidence import Evidence, NewTest, NewTests, NotAssessed, Notice, OnBase, TestsRun, evidence_id
from stelp_ci.model.execution import CollectError, Outcome, TestOutcome, TestRecord
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.source import Runnable
from stelp_ci.probe.defined import OnlyIn
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.naming import Naming
from stelp_ci.probe.noticing import noticing
from stelp_ci.probe.overlay import overlay
from stelp_ci.probe.project_naming import read_naming
from stelp_ci.probe.promised import strip_parameters
from stelp_ci.probe.running import Manner, run_pytest
from stelp_ci.probe.tamper.pairs import File, pair_tests, read_file
from stelp_ci.probe.tamper.shape import shape
from stelp_ci.probe.test_side import test_side

PATIENCE = 5
"""Times as long as on the head the tests may take, and `LEAST_S` seconds at least, before one of them is hanging."""

LEAST_S = 10.0

HANGS = 3
"""Tests that may hang before the rest is given up."""

_ASSERTED = frozenset({"AssertionError", "Failed", "FailureException", "ExceptionGroup"})
"""Exceptions by which a test says that it disagrees: `Failed` is pytest's, of `raises` too."""

Written = dict[str, bool]
"""New and edited test functions of the head; true for those that the base does not have."""


def assess(job: ProbeJob, so_far: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Nothing where the change adds and edits no test.

    What passes on the base, or fails there for want of a name alone, is settled by stubs on the head.
    """
    touched = test_side(job.change)
    written = written_tests(job, touched)
    if not written:
        return ()
    base = job.base()
    gone = [file.base_path for file in touched if file.base_path]
    new = [file.head_path for file in touched if file.head_path]
    side = overlay(base, gone, job.head.source, new, job.scratch / "new-tests")
    targets = tuple(sorted({nodeid.partition("::")[0] for nodeid in written}))
    outcomes = list(_runs(job, side, targets, _patience(so_far)))
    added = OnlyIn(job.change, job.head.source, base.source)
    found = {test.nodeid: test for outcome in outcomes for test in _read(outcome, written, added)}
    unsettled = [test.nodeid for test in found.values() if test.on_base in (OnBase.PASSES, OnBase.MISSING)]
    notices = noticing(job, so_far, unsettled) if unsettled else {}
    tests = (structs.replace(found[key], notice=notices.get(key, Notice.UNKNOWN)) for key in sorted(found))
    return (
        NewTests(id=evidence_id("new-tests"), targets=targets, tests=tuple(tests)),
        *_silent(written, found),
    )


def written_tests(job: ProbeJob, touched: tuple[FileChange, ...]) -> Written:
    """Test functions that the head has and the base has not, or not so: moved ones do not count."""
    naming = read_naming(job.head.source)
    pairs = pair_tests(_files(job, [file for file in touched if file.role is FileRole.TEST], naming))
    return {
        pair.now: pair.base is None
        for pair in pairs
        if pair.now and pair.head and (pair.base is None or shape(pair.base.node) != shape(pair.head.node))
    }


def _files(job: ProbeJob, files: list[FileChange], naming: Naming) -> Iterator[tuple[File, File]]:
    for file in files:
        base, head = file.base_path or file.path, file.head_path or file.path
        if naming.is_test_file(head) and file.is_python:
            before = job.base().source / base if file.base_path else None
            after = job.head.source / head if file.head_path else None
            yield (
                read_file(base, before.read_bytes() if before and before.is_file() else None, naming),
                read_file(head, after.read_bytes() if after and after.is_file() else None, naming),
            )


def _patience(so_far: tuple[Evidence, ...]) -> float:
    """Seconds after which a test on the base hangs: some times what all took on the head."""
    spent = sum(item.outcome.wall_s for item in so_far if isinstance(item, TestsRun) and item.outcome)
    return max(LEAST_S, PATIENCE * spent)


def _runs(job: ProbeJob, side: Runnable, targets: tuple[str, ...], wall_s: float) -> Iterator[Outcome]:
    """The run, and where a test hangs, another one of those behind it."""
    left = targets
    for _ in range(HANGS):
        outcome = run_pytest(job, side, left, manner=Manner(wall_s=wall_s))
        yield outcome
        result = outcome.result
        if outcome.limit is None or result is None or not result.running:
            return
        waiting = [test.nodeid for test in result.tests if test.outcome is TestOutcome.NOT_RUN]
        left = tuple(nodeid for nodeid in waiting if nodeid != result.running)
        if not left:
            return


def _read(outcome: Outcome, written: Written, added: OnlyIn) -> Iterator[NewTest]:
    result = outcome.result
    for error in result.collect_errors if result else ():
        if not error.missing or error.missing.rpartition(".")[2] in added.names:
            mine = [nodeid for nodeid in written if nodeid.partition("::")[0] == error.path]
            yield from (_new_test(nodeid, error, written, _of_error(error, added)) for nodeid in mine)
    seen: dict[str, NewTest] = {}
    for test in result.tests if result else ():
        nodeid = strip_parameters(test.nodeid)
        how = _of_test(test, added, running=result.running if result and outcome.limit else "")
        if nodeid in written and how is not None:
            found = _new_test(nodeid, test, written, how)
            seen[nodeid] = min(seen.get(nodeid, found), found, key=lambda one: _TELLING.index(one.on_base))
    yield from seen.values()


_TELLING = (OnBase.ASSERTION, OnBase.EXCEPTION, OnBase.MISSING, OnBase.TIMEOUT, OnBase.PASSES)
"""Of several parameter sets the most telling one speaks for the test."""


def _new_test(nodeid: str, told: TestRecord | CollectError, written: Written, how: OnBase) -> NewTest:
    passed = how is OnBase.PASSES
    return NewTest(
        nodeid=nodeid,
        added=written[nodeid],
        on_base=how,
        line=told.line,
        complaint="" if passed else told.message.strip().partition("\n")[0] or told.exception,
    )


def _of_error(error: CollectError, added: OnlyIn) -> OnBase:
    return OnBase.MISSING if added.wanted(error.message) or error.missing else OnBase.EXCEPTION


def _of_test(test: TestRecord, added: OnlyIn, *, running: str) -> OnBase | None:
    """None where the test has no result: skipped, expected to fail, or never begun."""
    if test.nodeid == running:
        return OnBase.TIMEOUT
    match test.outcome:
        case TestOutcome.PASSED:
            return OnBase.PASSES
        case TestOutcome.FAILED | TestOutcome.ERROR:
            if added.wanted(test.message):
                return OnBase.MISSING
            return OnBase.ASSERTION if test.exception in _ASSERTED else OnBase.EXCEPTION
        case _:
            return None


def _silent(written: Written, found: dict[str, NewTest]) -> Iterable[NotAssessed]:
    """Said once for all tests that gave no result."""
    left = sorted(written.keys() - found.keys())
    if left:
        named = ", ".join(left[:3]) + (f" and {len(left) - 3} more" if len(left) > 3 else "")
        identity = evidence_id("not-assessed", "vacuous")
        reason = "they gave no result there: skipped, expected to fail, or not collected"
        subject = f"on the base's code: {named}"
        yield NotAssessed(id=identity, probe="vacuous", subject=subject, reason=reason)
