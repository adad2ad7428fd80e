"""Tests that say less than before: alone a suspicion; the base's own tests on the head's code confirm or demote it."""

from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.model.case import Case
from stelp_ci.model.evidence import NewTests, Notice, OldTest, OnBase, Regression, Tampering, TestsRun
from stelp_ci.model.execution import TestOutcome
from stelp_ci.model.finding import Location
from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.model.verdict import Decision, Reason

_DISARMED = frozenset(
    {
        TamperKind.REMOVED,
        TamperKind.NOT_COLLECTED,
        TamperKind.FEWER_ASSERTIONS,
        TamperKind.SKIPPED,
        TamperKind.XFAILED,
        TamperKind.SWALLOWED,
        TamperKind.UNREACHED,
        TamperKind.ALWAYS_TRUE,
        TamperKind.MOCKED,
    }
)
"""What no new expectation explains: the test was put out of action. The others may be a behaviour that was meant to
change, which a person has to say; so may a parameter set that is gone, as in releases of `validators`."""

_WIDE = frozenset({TamperKind.CONFIGURATION, TamperKind.EXPECTED_FILE})
"""What concerns tests as a whole."""

HOLDS = "the base's version of the test holds on the head's code"
RESTORE = "restore the test, and mend the code until it passes"
CONFIRM = "confirm that the test is meant to say less, or restore it"


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each test that says less, and for each test of the base that the head's code contradicts."""
    known = _Known.of(case)
    by_test: dict[str, list[Tampering]] = {}
    for item in case.evidence:
        if isinstance(item, Tampering):
            by_test.setdefault(item.test or item.now or item.path, []).append(item)
    for items in by_test.values():
        yield _weigh(items, known)
    for run in known.runs:
        suspected = {item.test for items in by_test.values() for item in items}
        yield from (_followed(run, test, known) for test in run.contradicted if test.nodeid not in suspected)


_STOPS = frozenset({TamperKind.SKIPPED, TamperKind.XFAILED})
"""What hides nothing in a test that is new and that ran and passed all the same."""


class _Known(NamedTuple):
    """What running brought: `decisive` are new and edited tests that the base's code fails.

    `passing` are test functions that pass on the head with every parameter set.
    """

    runs: tuple[Regression, ...]
    decisive: frozenset[str]
    passing: frozenset[str]

    @classmethod
    def of(cls, case: Case) -> "_Known":
        tests = [test for item in case.evidence if isinstance(item, NewTests) for test in item.tests]
        telling = (OnBase.ASSERTION, OnBase.EXCEPTION)
        decisive = {
            test.nodeid
            for test in tests
            if test.on_base in telling or (test.on_base is OnBase.MISSING and test.notice is Notice.NOTICES)
        }
        runs = tuple(item for item in case.evidence if isinstance(item, Regression))
        return cls(runs, frozenset(decisive), _passing(case))

    @property
    def contradicted(self) -> bool:
        """Whether any test of the base fails on the head for another reason than a name that is gone."""
        return any(not test.missing for run in self.runs for test in run.contradicted)

    def holds(self, test: str) -> bool:
        """Whether running settled that nothing is hidden: the test holds, or failed on the base already."""
        return any(test in run.passed or test in run.failing_before for run in self.runs)

    def old(self, test: str) -> OldTest | None:
        """What the head's code does to the base's version of the test, or to its whole file."""
        names = (test, test.partition("::")[0])
        return next((old for run in self.runs for old in run.contradicted if old.nodeid in names), None)


def _passing(case: Case) -> frozenset[str]:
    """Test functions of the head of which every parameter set ran and passed."""
    tests = [test.record for item in case.evidence if isinstance(item, TestsRun) for test in item.tests]
    others = {test.function for test in tests if test.outcome is not TestOutcome.PASSED}
    return frozenset({test.function for test in tests} - others)


def _weigh(items: list[Tampering], known: _Known) -> Reason:
    first = items[0]
    old = known.old(first.test) if first.test else None
    if first.kind in _WIDE:
        return _weigh_wide(items, known)
    if first.test and known.holds(first.test):
        return _reason(Decision.PASS, items, f"but {HOLDS}")
    if old is not None and old.missing:
        gone = all(item.kind is TamperKind.REMOVED for item in items)
        decision = Decision.PASS if gone else Decision.NEEDS_HUMAN
        return _reason(decision, items, f"and `{old.missing}`, which it used, is gone")
    if old is not None:
        return _contradicted(items, old, known)
    if first.now in known.decisive:
        return _reason(Decision.PASS, items, "but the base's code fails the test")
    if not first.test and first.now in known.passing and {item.kind for item in items} <= _STOPS:
        return _reason(Decision.PASS, items, "but the test is new, and it ran and passed")
    return _reason(Decision.NEEDS_HUMAN, items, "and no run could show that nothing is hidden")


def _weigh_wide(items: list[Tampering], known: _Known) -> Reason:
    if known.runs and not known.contradicted:
        return _reason(Decision.PASS, items, "but the base's tests hold on the head's code without it")
    return _reason(Decision.NEEDS_HUMAN, items, "and tests of the base fail without it" if known.runs else "")


def _contradicted(items: list[Tampering], old: OldTest, known: _Known) -> Reason:
    """The strongest evidence: the old test fails on the head, and the change put it out of action.

    A new test that tells the versions apart says that the behaviour was meant to change: then a person decides.
    """
    disarmed = any(item.kind in _DISARMED for item in items)
    decision = Decision.FAIL if disarmed and not known.decisive else Decision.NEEDS_HUMAN
    hides = " hides what broke" if decision is Decision.FAIL else ""
    return _reason(decision, items, f"and its base version fails on the head's code: {_complaint(old)}", hides)


def _reason(decision: Decision, items: list[Tampering], story: str, accused: str = "") -> Reason:
    first = items[0]
    subject = first.test or first.now or first.path
    said = "; ".join(dict.fromkeys(item.what for item in items))
    remedy = {Decision.FAIL: RESTORE, Decision.NEEDS_HUMAN: CONFIRM}.get(decision, "")
    return Reason(
        decision=decision,
        gate="tampering",
        message=f"{subject}{accused}: {said}{', ' + story if story else ''}",
        refs=tuple(item.id for item in items),
        location=Location(path=first.path, line=first.line, end_line=first.line),
        remedy=remedy,
    )


def _followed(run: Regression, test: OldTest, known: _Known) -> Reason:
    """A test that holds on the base alone, and that no rule suspects: it was edited, or what it reads was."""
    followed = test.nodeid in known.decisive
    told = f"{test.nodeid} holds on the base and fails on the head's code"
    if test.missing:
        return Reason(
            decision=Decision.PASS, gate="tampering", message=f"{told}: `{test.missing}` is gone", refs=(run.id,)
        )
    return Reason(
        decision=Decision.NEEDS_HUMAN,
        gate="tampering",
        message=f"{told}; {'the change edits it' if followed else 'what it reads was changed'}: {_complaint(test)}",
        refs=(run.id,),
        remedy="confirm that this behaviour is meant to change",
    )


def _complaint(old: OldTest) -> str:
    return old.message.strip().partition("\n")[0] or old.exception or old.on_head.value
