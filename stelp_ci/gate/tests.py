"""Tests that the change breaks, and code that does not let its tests run, fail."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.evidence import Charge, Ended, Flaky, TestEvidence, TestsRun
from stelp_ci.model.execution import TestOutcome, TestRecord
from stelp_ci.model.finding import Location
from stelp_ci.model.verdict import Decision, Reason


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each failing test, and for each run that was cut short or does not match its syntax trees."""
    for item in case.evidence:
        if isinstance(item, Ended):
            yield _ended(item)
        elif isinstance(item, TestsRun):
            yield from (_failing(test) for test in item.tests if test.charge)
            yield from _mismatch(item)


def _ended(item: Ended) -> Reason:
    where = f" while {item.test} ran" if item.test else ""
    return Reason(
        decision=Decision.FAIL,
        gate="tests",
        message=f"the test run did not come to its end: {item.what}{where}",
        refs=(item.id,),
        location=item.location,
        remedy="make the code and its tests end by themselves, within the limits, without leaving the interpreter",
    )


def _failing(test: TestEvidence) -> Reason:
    decision, why = _weigh(test)
    return Reason(
        decision=decision,
        gate="tests",
        message=f"{test.record.nodeid} {why}: {_complaint(test.record)}",
        refs=(test.id,),
        location=_location(test),
        remedy="mend the code, or the test if it expects the wrong thing" if decision is Decision.FAIL else "",
    )


def _complaint(record: TestRecord) -> str:
    """The first line of what the test said, after its exception; pytest's text often begins with it already."""
    first_line = record.message.strip().partition("\n")[0]
    told = first_line.startswith(record.exception) or not first_line
    return first_line or record.exception if told else f"{record.exception}: {first_line}"


def _weigh(test: TestEvidence) -> tuple[Decision, str]:
    match test.charge:
        case Charge.PROJECT:
            how = "is flaky" if test.flaky else "fails"
            return Decision.PASS, f"{how} on the base too, and is not charged to the change"
        case Charge.FLAKY:
            return Decision.NEEDS_HUMAN, f"is flaky, and not so on the base: it {test.flaky or Flaky.UNSTABLE}"
        case Charge.SURROUNDINGS:
            alike = test.base in (TestOutcome.FAILED, TestOutcome.ERROR)
            lacks = f"is not assessed, the sandbox lacks module {test.record.missing!r}"
            return (Decision.PASS if alike else Decision.NEEDS_HUMAN), lacks
        case _:
            return Decision.FAIL, "passed on the base and fails" if test.base is TestOutcome.PASSED else "fails"


def _mismatch(run: TestsRun) -> Iterator[Reason]:
    for tests, message in (
        (run.unaccounted, "are in the files and were not collected"),
        (run.invented, "were reported and are not in the files"),
    ):
        if tests:
            named = ", ".join(tests[:3]) + (f" and {len(tests) - 3} more" if len(tests) > 3 else "")
            yield Reason(
                decision=Decision.NEEDS_HUMAN,
                gate="tests",
                message=f"{len(tests)} tests {message}: {named}",
                refs=(run.id,),
                remedy="look at what decides which tests are collected: conftest.py, pytest's settings, plugins",
            )


def _location(test: TestEvidence) -> Location | None:
    line = max(test.record.line, 1)
    return Location(path=test.record.path, line=line, end_line=line) if test.record.path else None
