"""The base's own tests on the head's code: what an edit of the tests would hide."""

from collections.abc import Iterable
from typing import NamedTuple

from stelp_ci.model.change import FileChange
from stelp_ci.model.evidence import Evidence, NotAssessed, OldTest, Regression, TestsRun, evidence_id
from stelp_ci.model.execution import CollectError, Outcome, PytestResult, TestOutcome, TestRecord
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.source import Runnable
from stelp_ci.probe.confirming import passing_again
from stelp_ci.probe.defined import OnlyIn
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.overlay import overlay
from stelp_ci.probe.project_naming import read_naming
from stelp_ci.probe.promised import strip_parameters
from stelp_ci.probe.reading import is_clean, unclean_files
from stelp_ci.probe.running import run_pytest
from stelp_ci.probe.stability import UNSUCCESSFUL
from stelp_ci.probe.test_side import test_side


def assess(job: ProbeJob, so_far: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Nothing where the change touches no test that the base has: then the head's tests are the base's."""
    touched = test_side(job.change)
    old = [file.base_path for file in touched if file.base_path]
    if not old:
        return ()
    base = job.base()
    targets = _targets(touched, base, so_far)
    if not targets:
        return ()
    gone = [file.head_path for file in touched if file.head_path]
    side = overlay(job.head, gone, base.source, old, job.scratch / "old-tests")
    on_head = run_pytest(job, side, targets)
    on_base = None if is_clean(on_head) else run_pytest(job, base, unclean_files(on_head, targets))
    again = passing_again(job, side, _once(on_head, on_base))
    return _read(job, targets, _Runs(on_head, on_base, again))


def _targets(touched: tuple[FileChange, ...], base: Runnable, so_far: tuple[Evidence, ...]) -> tuple[str, ...]:
    """The base's versions of the touched test files; those that the head ran too, where support files changed."""
    naming = read_naming(base.source)
    tests = {file.base_path for file in touched if file.role is FileRole.TEST and file.base_path}
    if any(file.role is not FileRole.TEST and file.base_path for file in touched):
        tests.update(path for item in so_far if isinstance(item, TestsRun) for path in item.selection.targets)
    return tuple(sorted(path for path in tests if naming.is_test_file(path) and (base.source / path).is_file()))


class _Runs(NamedTuple):
    """The base's tests on the head's code and on the base's, and which of them failed on the head once alone."""

    head: Outcome
    base: Outcome | None
    passing_again: frozenset[str]


def _once(head: Outcome, base: Outcome | None) -> tuple[str, ...]:
    """The tests that would contradict the head: they failed there and pass on the base."""
    passes = _passing(base.result) if base and base.result else set[str]()
    return tuple(sorted(passes & _failed(head.result))) if head.result else ()


def _read(job: ProbeJob, targets: tuple[str, ...], runs: _Runs) -> tuple[Evidence, ...]:
    head, base, again = runs
    result = head.result
    if result is None or result.usage_error:
        reason = result.usage_error if result else "the run ended before its tests were known"
        identity = evidence_id("not-assessed", "regression")
        subject = "the base's tests on the head's code"
        return (NotAssessed(id=identity, probe="regression", subject=subject, reason=reason),)
    before = base.result if base and base.result else PytestResult()
    removed = OnlyIn(job.change, job.base().source, job.head.source)
    contradicted = {test.nodeid: test for test in _contradicted(result, before, removed, again)}
    held = _held(result.tests)
    return (
        Regression(
            id=evidence_id("regression"),
            targets=targets,
            passed=tuple(sorted(held - contradicted.keys())),
            contradicted=tuple(contradicted.values()),
            failing_before=tuple(sorted(_failing(result) & _failing(before))),
        ),
    )


def _held(tests: Iterable[TestRecord]) -> set[str]:
    """The test functions of which nothing but passing was seen."""
    passed = {strip_parameters(test.nodeid) for test in tests if test.outcome is TestOutcome.PASSED}
    return passed - {strip_parameters(test.nodeid) for test in tests if test.outcome is not TestOutcome.PASSED}


def _failing(result: PytestResult) -> set[str]:
    return {strip_parameters(nodeid) for nodeid in _failed(result)}


def _failed(result: PytestResult) -> set[str]:
    return {test.nodeid for test in result.tests if test.outcome in UNSUCCESSFUL}


def _passing(result: PytestResult) -> set[str]:
    return {test.nodeid for test in result.tests if test.outcome is TestOutcome.PASSED}


def _contradicted(head: PytestResult, base: PytestResult, removed: OnlyIn, again: frozenset[str]) -> Iterable[OldTest]:
    """Test functions that pass on the base; files that can be collected there alone, under the name of the file."""
    passes = _passing(base)
    for test in head.tests:
        if (
            test.nodeid in passes - again
            and (test.outcome in UNSUCCESSFUL or test.nodeid == head.running)
            and not _foreign(test, removed)
        ):
            yield _old_test(strip_parameters(test.nodeid), test, removed)
    collected = {nodeid.partition("::")[0] for nodeid in passes}
    for error in head.collect_errors:
        if error.path in collected and not _foreign(error, removed):
            yield _old_test(error.path, error, removed)


def _foreign(failure: TestRecord | CollectError, removed: OnlyIn) -> bool:
    """Whether a module is missing that is not of this project: nobody's contradiction."""
    return bool(failure.missing) and failure.missing.rpartition(".")[2] not in removed.names


def _old_test(nodeid: str, failure: TestRecord | CollectError, removed: OnlyIn) -> OldTest:
    return OldTest(
        nodeid=nodeid,
        on_head=failure.outcome if isinstance(failure, TestRecord) else TestOutcome.ERROR,
        line=failure.line,
        exception=failure.exception,
        message=failure.message,
        missing=removed.wanted(failure.message),
    )
