"""The test matrix: every test on the head, beside the base, and beside stubs in place of the changed functions."""

from collections import defaultdict
from typing import NamedTuple

from stelp_ci.model.evidence import NewTest, NewTests, Notice, OnBase, Regression, StubControl, TestEvidence, TestsRun
from stelp_ci.model.report import Report
from stelp_ci.report import facts, wording
from stelp_ci.report.html.places import Place, Places, address

OPEN = 60
"""Tests up to which those without trouble stand open; more of them are folded."""


class Cell(NamedTuple):
    """A word and how it is coloured: good, bad, quiet."""

    text: str
    kind: str = "quiet"


NOTICES = {
    Notice.NOTICES: Cell("notices", "good"),
    Notice.REACHES: Cell("does not notice", "bad"),
    Notice.ELSEWHERE: Cell("does not reach it"),
}


class TestRow(NamedTuple):
    """One test: on the head, on the base, the base's own version of it on the head's code, and against stubs."""

    __test__ = False

    id: str
    href: str
    path: str
    name: str
    head: Cell
    base: Cell
    old: Cell
    stubs: Cell
    story: str
    message: str
    place: Place
    weight: str
    milliseconds: str
    replay: str


class Matrix(NamedTuple):
    """The rows in trouble, the others, and whether the others stand open; `runs` says, by id, which tests these are."""

    troubled: list[TestRow]
    others: list[TestRow]
    open: bool
    runs: list[tuple[str, str]]


def matrix(report: Report, places: Places) -> Matrix:
    """Every test that was collected on the head, those that failed first."""
    known = _Known(report)
    troubled = facts.troubled_tests(report)
    loud = {test.id for test in troubled}
    others = [test for test in facts.tests(report) if test.id not in loud]
    return Matrix(
        [_row(test, known, places) for test in troubled],
        [_row(test, known, places) for test in others],
        len(others) <= OPEN,
        [(run.id, wording.run(run)) for run in facts.evidence_of(report, TestsRun)],
    )


class _Known:
    """What the other evidence says of each test function, by its node id without parameters."""

    def __init__(self, report: Report) -> None:
        self.stubs: defaultdict[str, list[str]] = defaultdict(list)
        for control in facts.evidence_of(report, StubControl):
            for record in control.records:
                for test in dict.fromkeys((*record.noticed, *filter(None, [record.killed_by]))):
                    if control.unit not in self.stubs[test]:
                        self.stubs[test].append(control.unit)
        self.old: dict[str, Cell] = {}
        for item in facts.evidence_of(report, Regression):
            self.old |= {name: Cell("holds", "good") for name in item.passed}
            self.old |= {test.nodeid: Cell(f"now {test.on_head.value}", "bad") for test in item.contradicted}
            self.old |= {name: Cell("fails on both") for name in item.failing_before}
        new = (test for item in facts.evidence_of(report, NewTests) for test in item.tests)
        self.new: dict[str, NewTest] = {test.nodeid: test for test in new}


def _row(test: TestEvidence, known: _Known, places: Places) -> TestRow:
    nodeid = test.record.nodeid
    path, _, name = nodeid.partition("::")
    return TestRow(
        id=test.id,
        href=address(test.id),
        path=path,
        name=name or nodeid,
        head=Cell(test.record.outcome.value, _outcome(test.record.outcome.value)),
        base=_base(test, known.new.get(_function(nodeid))),
        old=known.old.get(_function(nodeid), Cell("")),
        stubs=_stubs(nodeid, known),
        story=wording.test_story(test),
        message=test.record.message or (wording.test_complaint(test) if test.record.missing else ""),
        place=places.of(facts.location_of_test(test)),
        weight=places.weight(test.id),
        milliseconds=f"{test.record.duration_s * 1000:.0f} ms",
        replay=wording.replay(test.id),
    )


def _function(nodeid: str) -> str:
    return nodeid.partition("[")[0]


def _outcome(outcome: str) -> str:
    return {"passed": "good", "failed": "bad", "error": "bad", "not-run": "bad"}.get(outcome, "quiet")


def _base(test: TestEvidence, new: NewTest | None) -> Cell:
    if test.base is not None:
        return Cell(test.base.value, _outcome(test.base.value))
    if new is None:
        return Cell("not known there")
    word = "new" if new.added else "edited"
    return Cell(f"{word}: {new.on_base.value}", "good" if new.on_base is OnBase.ASSERTION else "quiet")


def _stubs(nodeid: str, known: _Known) -> Cell:
    units = known.stubs.get(nodeid) or known.stubs.get(_function(nodeid)) or []
    if units:
        return Cell("notices " + ", ".join(units), "good")
    new = known.new.get(_function(nodeid))
    if new is None or new.notice is Notice.UNKNOWN:
        return Cell("")
    return NOTICES[new.notice]
