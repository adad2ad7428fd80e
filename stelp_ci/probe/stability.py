"""Several runs of the same tests: which tests did not do the same in each."""

from stelp_ci.model.evidence import Flaky
from stelp_ci.model.execution import Outcome, PytestResult, TestOutcome, TestRecord

REPEATS = 2
"""Further runs, the last one in reverse order: with the first one, `stable in 3 runs`, and never more than that."""

UNSUCCESSFUL = frozenset({TestOutcome.FAILED, TestOutcome.ERROR})
SUCCESSFUL = frozenset({TestOutcome.PASSED, TestOutcome.XFAILED, TestOutcome.SKIPPED})


def flaky_tests(outcome: Outcome | None) -> dict[str, Flaky]:
    """The node ids that failed in one run and not in another. What differs in reverse order alone depends on it."""
    result = outcome.result if outcome else None
    return _compared(result) if result else {}


def unconfirmed(head: Outcome, base: Outcome | None) -> tuple[str, ...]:
    """The node ids that failed in the only whole run of the head, and not on the base."""
    result = head.result
    if result is None or not result.completed or any(repeat.complete for repeat in result.repeats):
        return ()
    before = base.result.tests if base and base.result else ()
    known = {test.nodeid for test in before if test.outcome in UNSUCCESSFUL}
    return tuple(test.nodeid for test in result.tests if test.outcome in UNSUCCESSFUL and test.nodeid not in known)


def runs_of(result: PytestResult) -> int:
    """How many times all tests ran to their end."""
    return 1 + sum(repeat.complete for repeat in result.repeats)


def _compared(result: PytestResult) -> dict[str, Flaky]:
    found: dict[str, Flaky] = {}
    for test in result.tests:
        runs = [_differs(test, set(repeat.unsuccessful), known=repeat.complete) for repeat in result.repeats]
        if any(runs):
            in_order = [differs for differs, repeat in zip(runs, result.repeats, strict=True) if not repeat.backwards]
            found[test.nodeid] = Flaky.UNSTABLE if any(in_order) or not in_order else Flaky.ORDER
    return found


def _differs(test: TestRecord, unsuccessful: set[str], *, known: bool) -> bool:
    """Whether the test did otherwise than in the first run. A run that broke off knows of failures alone."""
    if test.outcome in UNSUCCESSFUL:
        return known and test.nodeid not in unsuccessful
    return test.outcome in SUCCESSFUL and test.nodeid in unsuccessful
