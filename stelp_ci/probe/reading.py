"""From the outcomes of head and base to evidence: the only place where a failing test is charged to somebody."""

from pathlib import Path
from typing import NamedTuple

from stelp_ci.model.evidence import (
    Charge,
    Ended,
    Evidence,
    Flaky,
    NotAssessed,
    Strength,
    TestEvidence,
    TestsRun,
    evidence_id,
)
from stelp_ci.model.execution import CollectError, Limit, Outcome, PytestResult, TestOutcome, TestRecord
from stelp_ci.model.finding import Location
from stelp_ci.probe.promised import strip_parameters
from stelp_ci.probe.selection import Selected
from stelp_ci.probe.stability import UNSUCCESSFUL, flaky_tests, runs_of


class Sides(NamedTuple):
    """The outcome on the head, and on the base for the files that were not clean (None: not run there).

    `passing_again` are the tests that failed on the head once, and not when they were run again.
    """

    head: Outcome
    base: Outcome | None
    passing_again: frozenset[str] = frozenset()


class Unstable(NamedTuple):
    """The flaky tests of both sides, by node id."""

    head: dict[str, Flaky]
    base: dict[str, Flaky]


def is_clean(outcome: Outcome) -> bool:
    """Whether everything ran to its end and nothing failed in any run: then the base need not be asked."""
    result = outcome.result
    if result is None or _ended(outcome) or flaky_tests(outcome):
        return False
    return not (
        result.collect_errors or result.usage_error or any(test.outcome in UNSUCCESSFUL for test in result.tests)
    )


def unclean_files(outcome: Outcome, targets: tuple[str, ...]) -> tuple[str, ...]:
    """The files to ask the base about: those with a failure, or all where the run did not come to its end.

    All, too, where a test is flaky: it may depend on any other.
    """
    result = outcome.result
    if result is None or _ended(outcome) or result.usage_error or flaky_tests(outcome):
        return targets
    files = {test.nodeid.partition("::")[0] for test in result.tests if test.outcome in UNSUCCESSFUL}
    return tuple(sorted(files | {error.path for error in result.collect_errors}))


def read_tests(selected: Selected, sides: Sides, source: Path, *, accountable: bool) -> tuple[Evidence, ...]:
    """Evidence from one run. `accountable` is false where settings leave tests out: then the trees promise too much."""
    head, base, passing_again = sides
    result = head.result or PytestResult()
    on_base = base.result if base and base.result else PytestResult()
    if result.usage_error:
        return (_not_assessed("tests", "pytest", result.usage_error, also_on_base=bool(on_base.usage_error)),)
    collected = [_collect_error(error, on_base, source) for error in result.collect_errors]
    unstable = Unstable(flaky_tests(head) | dict.fromkeys(passing_again, Flaky.UNSTABLE), flaky_tests(base))
    tests = [_test(record, on_base, source, unstable) for record in result.tests]
    tests += [item for item in collected if isinstance(item, TestEvidence)]
    ended = _read_end(sides, result)
    complete = ended is None and accountable
    run = TestsRun(
        id=evidence_id("tests"),
        strength=Strength.SHARED,
        selection=selected.selection,
        tests=tuple(tests),
        unaccounted=_unaccounted(selected, result) if complete else (),
        invented=_invented(selected, result),
        outcome=head,
        runs=runs_of(result),
    )
    missing = [item for item in collected if isinstance(item, NotAssessed)]
    return (run, *([ended] if ended else []), *missing)


def _ended(outcome: Outcome) -> bool:
    """Whether the code under judgement was stopped, broke the protocol, or left before its tests were done."""
    completed = outcome.result is not None and outcome.result.completed
    return bool(outcome.limit or outcome.signal or outcome.violation) or not completed


def _read_end(sides: Sides, result: PytestResult) -> Evidence | None:
    head, base, _ = sides
    if not _ended(head) or result.usage_error:
        return None
    what = _how_it_ended(head)
    if base is not None and _ended(base) and _how_it_ended(base) == what:
        return _not_assessed("tests", "test run", f"{what}, on the base as on the head", also_on_base=True)
    if _in_the_controls(head, result):
        return _not_assessed("tests", "controls", f"all tests had run when {what}", also_on_base=False)
    running = next((test for test in result.tests if test.nodeid == result.running), None)
    return Ended(
        id=evidence_id("ended", result.running),
        what=what,
        test=result.running,
        location=_location(running) if running else None,
        limit=head.limit,
        signal=head.signal,
        exit_code=head.exit_code,
        violation=head.violation,
    )


def _in_the_controls(outcome: Outcome, result: PytestResult) -> bool:
    """Whether memory or processes ran out behind the last test, where our own repeats and stubs run in forks.

    The code may have done it too, on its way out: so this is for a human, and never a pass.
    """
    shared = outcome.limit in (Limit.MEMORY, Limit.PROCESSES) and not outcome.violation
    all_ran = bool(result.tests) and all(
        test.outcome not in (TestOutcome.NOT_RUN, *UNSUCCESSFUL) for test in result.tests
    )
    return shared and all_ran and not result.running and not result.completed


def _how_it_ended(outcome: Outcome) -> str:
    if outcome.limit:
        return f"the {outcome.limit} limit stopped it"
    if outcome.signal:
        return f"its interpreter was killed by {outcome.signal}"
    if outcome.violation:
        return f"the result channel was violated: {outcome.violation}"
    return f"its interpreter left with exit code {outcome.exit_code} before the tests were done"


def _test(record: TestRecord, base: PytestResult, source: Path, unstable: Unstable) -> TestEvidence:
    before = next((test.outcome for test in base.tests if test.nodeid == record.nodeid), None)
    charge = _charge(record, before, source) if record.outcome in UNSUCCESSFUL else None
    flaky = unstable.head.get(record.nodeid)
    if flaky is not None:
        charge = Charge.PROJECT if before in UNSUCCESSFUL or record.nodeid in unstable.base else Charge.FLAKY
    return TestEvidence(id=evidence_id("test", record.nodeid), record=record, base=before, charge=charge, flaky=flaky)


def _charge(record: TestRecord, before: TestOutcome | None, source: Path) -> Charge:
    if record.missing and not _is_of_project(record.missing, source):
        return Charge.SURROUNDINGS
    return Charge.PROJECT if before in UNSUCCESSFUL else Charge.CHANGE


def _collect_error(error: CollectError, base: PytestResult, source: Path) -> TestEvidence | NotAssessed:
    """A file that cannot be collected: a missing third-party module is nobody's failure, the rest counts as a test."""
    before = any(other.path == error.path for other in base.collect_errors)
    if error.missing and not _is_of_project(error.missing, source):
        reason = f"module {error.missing!r} is not in the sandbox"
        return _not_assessed("tests", error.path, reason, also_on_base=before)
    record = TestRecord(
        nodeid=error.path,
        outcome=TestOutcome.ERROR,
        path=error.path,
        line=error.line,
        exception=error.exception,
        message=error.message,
    )
    return TestEvidence(
        id=evidence_id("test", error.path),
        record=record,
        base=TestOutcome.ERROR if before else None,
        charge=Charge.PROJECT if before else Charge.CHANGE,
    )


def _is_of_project(module: str, source: Path) -> bool:
    """Whether the module, or its top package, lies in the tree: then its absence is the project's own doing."""
    top = module.partition(".")[0]
    return any(source.glob(f"{top}/")) or any(source.glob(f"{top}.py")) or any(source.glob(f"src/{top}*"))


def _unaccounted(selected: Selected, result: PytestResult) -> tuple[str, ...]:
    seen = {strip_parameters(test.nodeid) for test in result.tests}
    silent = {error.path for error in (*result.collect_errors, *result.skipped_files)}
    promised = {test for path, item in selected.promises.items() if path not in silent for test in item.sure}
    return tuple(sorted(promised - seen))


def _invented(selected: Selected, result: PytestResult) -> tuple[str, ...]:
    return tuple(sorted(test.nodeid for test in result.tests if not _is_explained(test.nodeid, selected)))


def _is_explained(nodeid: str, selected: Selected) -> bool:
    """Whether the tree of the test's file explains it. A doctest's name is dotted: no test function has such a name."""
    path, _, name = strip_parameters(nodeid).partition("::")
    item = selected.promises.get(path)
    return "." in name.rpartition("::")[2] or (item is not None and item.explains(nodeid))


def _location(record: TestRecord) -> Location:
    return Location(path=record.path, line=max(record.line, 1), end_line=max(record.line, 1))


def _not_assessed(probe: str, subject: str, reason: str, *, also_on_base: bool) -> NotAssessed:
    identity = evidence_id("not-assessed", probe, subject)
    return NotAssessed(id=identity, probe=probe, subject=subject, reason=reason, also_on_base=also_on_base)
