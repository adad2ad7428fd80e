"""New tests that say nothing: they execute what the change wrote, and pass when it does nothing."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.evidence import NewTest, NewTests, Notice, OnBase
from stelp_ci.model.finding import Location
from stelp_ci.model.verdict import Decision, Reason


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each new test that notices nothing, and a notice for each that the base's code hangs in."""
    for item in case.evidence:
        if isinstance(item, NewTests):
            yield from (_vacuous(item, test) for test in item.tests if test.added and _is_vacuous(test))
            yield from (_hanging(item, test) for test in item.tests if test.on_base is OnBase.TIMEOUT)


def _is_vacuous(test: NewTest) -> bool:
    """A test that fails on the base by what it asserts says something, whatever a stub shows."""
    return test.notice is Notice.REACHES and test.on_base in (OnBase.PASSES, OnBase.MISSING)


def _vacuous(item: NewTests, test: NewTest) -> Reason:
    return Reason(
        decision=Decision.NEEDS_HUMAN,
        gate="vacuous",
        message=f"{test.nodeid} is new, executes what the change wrote, and passes when that does nothing",
        refs=(item.id,),
        location=Location(path=test.nodeid.partition("::")[0], line=max(test.line, 1), end_line=max(test.line, 1)),
        remedy="assert on what the code returns or changes",
    )


def _hanging(item: NewTests, test: NewTest) -> Reason:
    return Reason(
        decision=Decision.PASS,
        gate="vacuous",
        message=f"{test.nodeid} does not end on the base's code",
        refs=(item.id,),
    )
