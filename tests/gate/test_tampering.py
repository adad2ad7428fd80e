"""A suspicion about a test, and what running makes of it."""

import pytest

from stelp_ci.gate import tampering, vacuous
from stelp_ci.model.case import Case
from stelp_ci.model.change import Change, Revision
from stelp_ci.model.evidence import (
    Evidence,
    NewTest,
    NewTests,
    Notice,
    OldTest,
    OnBase,
    Regression,
    Selection,
    SelectionReason,
    Strength,
    Tampering,
    TestEvidence,
    TestsRun,
)
from stelp_ci.model.execution import TestOutcome, TestRecord
from stelp_ci.model.settings import GateSettings
from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.model.verdict import Decision

TEST = "tests/test_mod.py::test_it"
NEW = "tests/test_mod.py::test_new"
REVISION = Revision(label="x", tree="0" * 40)


def case(*evidence: Evidence) -> Case:
    return Case(Change(base=REVISION, head=REVISION), (), (), evidence, (), GateSettings())


def hit(kind: TamperKind, test: str = TEST, now: str = TEST) -> Tampering:
    return Tampering(
        id=f"E-{kind}-{test}", kind=kind, path="tests/test_mod.py", line=3, what=kind.value, test=test, now=now
    )


def old(nodeid: str = TEST, missing: str = "") -> Regression:
    test = OldTest(nodeid=nodeid, on_head=TestOutcome.FAILED, message="assert 3 == 4", missing=missing)
    return Regression(id="E-old", targets=(), contradicted=(test,))


def new(on_base: OnBase, notice: Notice = Notice.UNKNOWN, *, added: bool = True) -> NewTests:
    test = NewTest(nodeid=NEW, added=added, on_base=on_base, notice=notice)
    return NewTests(id="E-new", targets=(), tests=(test,))


def ran(*outcomes: TestOutcome) -> TestsRun:
    """A new test of the head with these outcomes of its parameter sets."""
    records = [TestRecord(nodeid=f"{NEW}[{number}]", outcome=one) for number, one in enumerate(outcomes)]
    tests = tuple(TestEvidence(id=f"E-{record.nodeid}", record=record, base=None) for record in records)
    selection = Selection(reason=SelectionReason.CHANGED, targets=("tests/test_mod.py",), promised=len(tests))
    return TestsRun(id="E-run", strength=Strength.SHARED, selection=selection, tests=tests)


HOLDS = Regression(id="E-old", targets=(), passed=(TEST,))
FAILED_BEFORE = Regression(id="E-old", targets=(), failing_before=(TEST,))
OTHERS_HOLD = Regression(id="E-old", targets=(), passed=("tests/test_mod.py::test_other",))
REMOVED, FLIPPED = hit(TamperKind.REMOVED, now=""), hit(TamperKind.EXPECTATION)
SETTINGS = hit(TamperKind.CONFIGURATION, test="", now="")
SAYS_NOTHING = hit(TamperKind.ALWAYS_TRUE, test="", now=NEW)
NEW_SKIP = hit(TamperKind.SKIPPED, test="", now=NEW)

DECISIONS = {
    "a suspicion that no run could confirm": ((REMOVED,), Decision.NEEDS_HUMAN),
    "the old test holds on the head": ((REMOVED, HOLDS), Decision.PASS),
    "the old test failed on the base already": ((hit(TamperKind.XFAILED), FAILED_BEFORE), Decision.PASS),
    "a removed test that the head contradicts": ((REMOVED, old()), Decision.FAIL),
    "a removed test in a file that cannot be collected any more": (
        (REMOVED, old("tests/test_mod.py")),
        Decision.FAIL,
    ),
    "fewer parameter sets, of which the head contradicts one": (
        (hit(TamperKind.PARAMETERS), old()),
        Decision.NEEDS_HUMAN,
    ),
    "a removed test whose subject is gone": ((REMOVED, old(missing="total")), Decision.PASS),
    "a weakened test whose subject is gone": (
        (hit(TamperKind.FEWER_ASSERTIONS), old(missing="total")),
        Decision.NEEDS_HUMAN,
    ),
    "a removed test, and a new one that tells the versions apart": (
        (REMOVED, old(), new(OnBase.ASSERTION)),
        Decision.NEEDS_HUMAN,
    ),
    "a removed test, and a new one that tells nothing": ((REMOVED, old(), new(OnBase.PASSES)), Decision.FAIL),
    "another expectation, which may be meant": ((FLIPPED, old()), Decision.NEEDS_HUMAN),
    "another expectation, of a test that holds anyway": ((FLIPPED, HOLDS), Decision.PASS),
    "a wider tolerance, which may be meant": ((hit(TamperKind.TOLERANCE), old()), Decision.NEEDS_HUMAN),
    "two suspicions, one of which may be meant": ((FLIPPED, hit(TamperKind.SKIPPED), old()), Decision.FAIL),
    "a new test that says nothing": ((SAYS_NOTHING,), Decision.NEEDS_HUMAN),
    "a new test with an idle assertion that the base fails": ((SAYS_NOTHING, new(OnBase.ASSERTION)), Decision.PASS),
    "settings edited, and the old tests hold": ((SETTINGS, OTHERS_HOLD), Decision.PASS),
    "settings edited, and an old test fails": ((SETTINGS, old()), Decision.NEEDS_HUMAN),
    "settings edited, and nothing was run": ((SETTINGS,), Decision.NEEDS_HUMAN),
    "an old test fails, and nothing suspects it": ((old(),), Decision.NEEDS_HUMAN),
    "an old test fails for want of a removed name": ((old(missing="total"),), Decision.PASS),
    "a new test that may skip, and that ran": ((NEW_SKIP, ran(TestOutcome.PASSED)), Decision.PASS),
    "a new test that may skip, and did so once": (
        (NEW_SKIP, ran(TestOutcome.PASSED, TestOutcome.SKIPPED)),
        Decision.NEEDS_HUMAN,
    ),
    "a test of the base that may skip now, and that ran": (
        (hit(TamperKind.SKIPPED, now=NEW), ran(TestOutcome.PASSED)),
        Decision.NEEDS_HUMAN,
    ),
    "a new test that replaces what it tests, and that ran": (
        (hit(TamperKind.MOCKED, test="", now=NEW), ran(TestOutcome.PASSED)),
        Decision.NEEDS_HUMAN,
    ),
    "an answer for one input": ((hit(TamperKind.HARD_CODED, test="", now=""), OTHERS_HOLD), Decision.NEEDS_HUMAN),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_running_confirms_or_demotes_a_suspicion(name: str) -> None:
    evidence, expected = DECISIONS[name]
    reasons = list(tampering.judge(case(*evidence)))
    assert max((reason.decision for reason in reasons), key=lambda one: one.rank) is expected


def test_suspicions_about_one_test_are_one_reason() -> None:
    (reason,) = tampering.judge(case(FLIPPED, hit(TamperKind.SKIPPED), old()))
    assert reason.refs == (FLIPPED.id, hit(TamperKind.SKIPPED).id)
    assert "assert 3 == 4" in reason.message
    assert reason.remedy


def test_no_suspicion_is_no_reason() -> None:
    assert list(tampering.judge(case(HOLDS))) == []


VACUOUS = {
    "new, executes the change, notices nothing": (new(OnBase.PASSES, Notice.REACHES), [Decision.NEEDS_HUMAN]),
    "new, notices nothing, and needs a new name": (new(OnBase.MISSING, Notice.REACHES), [Decision.NEEDS_HUMAN]),
    "new, and the base fails it": (new(OnBase.ASSERTION, Notice.REACHES), []),
    "new, and notices a stub": (new(OnBase.PASSES, Notice.NOTICES), []),
    "new, about something else": (new(OnBase.PASSES, Notice.ELSEWHERE), []),
    "new, and not tried": (new(OnBase.PASSES), []),
    "edited": (new(OnBase.PASSES, Notice.REACHES, added=False), []),
    "hangs on the base": (new(OnBase.TIMEOUT), [Decision.PASS]),
}


@pytest.mark.parametrize("name", VACUOUS)
def test_a_new_test_that_says_nothing_needs_a_human(name: str) -> None:
    evidence, expected = VACUOUS[name]
    assert [reason.decision for reason in vacuous.judge(case(evidence))] == expected
