"""Inline comments: what they say, in which order, and under which name they are found again."""

import json

import pytest
from msgspec.structs import replace

from stelp_ci.model.evidence import Strength
from stelp_ci.model.finding import Fix, Severity
from stelp_ci.model.remark import Suggestion
from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report.agent import render_agent
from stelp_ci.report.html.page import render_html
from stelp_ci.report.remarks import MAX_REMARKS, remarks
from stelp_ci.report.sarif import render_sarif
from stelp_ci.report.terminal import render_terminal
from tests.report import samples


def _on(*reasons: Reason, **more: object) -> Report:
    return samples.report(Decision.FAIL, *reasons, **more)


def _about(item: str, decision: Decision = Decision.NEEDS_HUMAN) -> Reason:
    return Reason(decision=decision, gate="findings", message="it matters", refs=(item,))


def test_the_worst_comes_first_then_the_best_proven_then_the_most_severe() -> None:
    low = samples.finding("a.py", 1, "r1", "low", severity=Severity.LOW)
    high = samples.finding("b.py", 1, "r2", "high", severity=Severity.HIGH)
    harm = samples.finding("c.py", 1, "r3", "harm", severity=Severity.INFO)
    ran = samples.a_test("t.py::test_x", samples.TestOutcome.FAILED, path="t.py", line=3)
    alone = samples.a_test("u.py::test_y", samples.TestOutcome.FAILED, path="u.py", line=3)
    report = _on(
        *(_about(item.id) for item in (low, high, ran, alone)),
        _about(harm.id, Decision.FAIL),
        scans=samples.scanned(low, high, harm),
        evidence=(samples.run_of(ran), samples.run_of(alone, strength=Strength.ISOLATED)),
    )
    assert [remark.path for remark in remarks(report)] == ["c.py", "u.py", "t.py", "b.py", "a.py"]


def test_a_notice_is_no_remark_and_neither_is_what_has_no_place() -> None:
    notice = samples.finding("a.py", 1, "r", "x")
    placeless = Reason(decision=Decision.FAIL, gate="tests", message="nowhere")
    report = _on(_about(notice.id, Decision.PASS), placeless, scans=samples.scanned(notice))
    assert remarks(report) == ()


def test_a_moved_or_renamed_finding_keeps_its_name() -> None:
    one = samples.finding("a.py", 10, "r", "x")
    other = replace(one, id="F-0000000000", location=samples.location("b.py", 99))
    first, second = (remarks(_on(_about(item.id), scans=samples.scanned(item)))[0] for item in (one, other))
    assert first.key == second.key and (first.path, second.path) == ("a.py", "b.py")


def test_a_name_is_sixteen_digits_whatever_the_report_claims_to_be_a_fingerprint() -> None:
    odd = samples.finding("a.py", 1, "r", "x", fingerprint="--> <!-- stelp-ci:remark v1 key=0123456789abcdef live -->")
    (remark,) = remarks(_on(_about(odd.id), scans=samples.scanned(odd)))
    assert len(remark.key) == 16 and set(remark.key) <= set("0123456789abcdef")
    assert "<!--" not in remark.body


def test_two_gates_about_one_item_make_one_remark() -> None:
    found = samples.finding("a.py", 1, "r", "x")
    report = _on(_about(found.id), _about(found.id, Decision.FAIL), scans=samples.scanned(found))
    assert len(remarks(report)) == 1 and remarks(report)[0].body.startswith("**fail**")


def test_a_remark_about_a_function_reaches_over_all_of_it() -> None:
    control = replace(samples.CLAMP_CONTROL, noticed_by="")
    (remark,) = remarks(_on(_about(control.id), evidence=(control,)))
    assert (remark.path, remark.start, remark.reach) == ("shop/money.py", 10, (10, 14))


def test_what_came_from_another_run_says_so() -> None:
    found = samples.finding("a.py", 1, "r", "x")
    report = _on(_about(found.id), scans=samples.scanned(found))
    assert "claimed by the run" in remarks(report, claimed=True)[0].body
    assert "claimed by the run" not in remarks(report)[0].body


def test_a_sure_repair_is_a_suggestion_that_its_own_text_cannot_close() -> None:
    found = samples.finding("a.py", 3, "r", "x", fix=Fix(start=3, end=4, lines=("````", "```suggestion", "@all `x`")))
    report = _on(_about(found.id), scans=samples.scanned(found))
    block = "`````suggestion\n````\n```suggestion\n@all `x`\n`````"
    assert remarks(report)[0].suggestion == Suggestion(3, 4, block)
    assert remarks(report, claimed=True)[0].suggestion == Suggestion(3, 4, block)
    assert remarks(report, suggest=False)[0].suggestion is None


@pytest.mark.parametrize(
    "fix",
    [
        Fix(start=3, end=3, lines=("x = 1\nimport os",)),
        Fix(start=3, end=3, lines=("x = 1\u202e",)),
        Fix(start=3, end=3, lines=("x = '\u200b'",)),
        Fix(start=3, end=3, lines=("x" * 501,)),
        Fix(start=3, end=3, lines=("x",) * 21),
        Fix(start=3, end=40, lines=("x",)),
        Fix(start=4, end=3, lines=("x",)),
        Fix(start=0, end=3, lines=("x",)),
    ],
)
def test_a_repair_that_nobody_sees_whole_is_not_offered_anywhere(fix: Fix) -> None:
    found = samples.finding("a.py", 3, "r", "x", fix=fix)
    report = _on(_about(found.id), scans=samples.scanned(found))
    assert remarks(report)[0].suggestion is None
    assert json.loads(render_agent(report))["change"][0]["fix"] is None
    assert "fixes" not in json.loads(render_sarif(report))["runs"][0]["results"][0]
    assert "mended" not in render_html(report).partition("</style>")[2]
    assert "fix:" not in render_terminal(report, colour=False, width=100)


def test_their_number_is_bounded() -> None:
    many = [samples.finding("a.py", number + 1, "r", f"x {number}") for number in range(MAX_REMARKS + 5)]
    report = _on(*(_about(item.id) for item in many), scans=samples.scanned(*many))
    assert len(remarks(report)) == MAX_REMARKS
