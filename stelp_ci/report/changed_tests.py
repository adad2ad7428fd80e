"""What became of the tests that a change touches, as rows that every rendering shares."""

from typing import NamedTuple, assert_never

from stelp_ci.model.evidence import Claims, KernelSeen, NewTests, Notice, OnBase, Regression, Tampering
from stelp_ci.model.finding import Location
from stelp_ci.model.isolated import Isolated
from stelp_ci.model.report import Report
from stelp_ci.report import facts, wording


class Row(NamedTuple):
    """One sentence. `loud` marks what speaks against the change; `id` is that of the evidence it stands in."""

    text: str
    id: str
    location: Location | None = None
    loud: bool = False


def changed_tests(report: Report) -> list[Row]:
    """Suspicions first, then old tests on new code, new tests on old code, and what the messages claim."""
    return [
        *(_suspicion(item) for item in facts.evidence_of(report, Tampering)),
        *(row for item in facts.evidence_of(report, Regression) for row in _old(item)),
        *(row for item in facts.evidence_of(report, NewTests) for row in _new(item)),
        *(row for item in facts.evidence_of(report, Claims) for row in _claimed(item)),
    ]


def sentence(item: Tampering | Regression | NewTests | Claims | KernelSeen | Isolated) -> str:
    """One sentence on one item."""
    match item:
        case Tampering():
            return wording.tampering(item)
        case Regression():
            return wording.regression(item)
        case NewTests():
            return wording.new_tests(item)
        case Claims():
            return wording.claims(item)
        case KernelSeen() | Isolated():
            return item.said
        case _:
            assert_never(item)


def _suspicion(item: Tampering) -> Row:
    return Row(wording.tampering(item), item.id, facts.item_location(item), loud=True)


def _old(item: Regression) -> list[Row]:
    broken = [Row(wording.old_test(test), item.id, loud=True) for test in item.contradicted]
    return [Row(wording.regression(item), item.id), *broken]


def _new(item: NewTests) -> list[Row]:
    silent = [test for test in item.tests if test.notice is Notice.REACHES or test.on_base is OnBase.TIMEOUT]
    return [
        Row(wording.new_tests(item), item.id),
        *(Row(wording.new_test(test), item.id, loud=True) for test in silent),
    ]


def _claimed(item: Claims) -> list[Row]:
    return [Row(f"claim: {wording.claim(one)}", item.id, loud=one.holds is False) for one in item.claims]
