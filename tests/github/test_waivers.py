"""`/stelp waive`: who may, for what, and for how long."""

import pytest

from stelp_ci.model.verdict import Decision
from tests.github.desk import Desk, finding, report_on
from tests.github.fake.state import Comment


def said(desk: Desk, text: str, *, by: str = "grace", at: str = "2099-01-01T00:00:00Z") -> None:
    made = Comment(desk.github.state.next_id(), 7, desk.github.state.accounts[by], text, at, at)
    desk.github.state.comments[made.id] = made


def test_a_person_with_write_access_answers_for_one_item_on_one_head(desk: Desk) -> None:
    file = desk.write(report_on(desk.head, finding(3), finding(12), decision=Decision.FAIL))
    assert desk.run(file, "--post", "--gate=fail") == 1
    said(desk, f"/stelp waive {finding(3).id} reviewed by hand")
    assert desk.run(file, "--post", "--gate=fail") == 1
    said(desk, f"Fine.\r\n/stelp waive {finding(12).id} known and accepted\r\n")
    assert desk.run(file, "--post", "--gate=fail") == 0
    assert "grace answers for" in desk.comments[0] and "stelp-ci: pass" in desk.comments[0]
    desk.github.state.repository.commit("change", {"new.py": "x = 1\n"})
    desk.head = desk.github.state.head(desk.pull)
    desk.event("pull_request", desk.of_pull())
    assert desk.run(desk.write(report_on(desk.head, finding(3), decision=Decision.FAIL)), "--post", "--gate=fail") == 1


@pytest.mark.parametrize(
    ("text", "by", "at"),
    [
        ("/stelp waive {id} because I say so", "ada", "2099-01-01T00:00:00Z"),
        ("/stelp waive {id} because I say so", "grace", "2020-01-01T00:00:00Z"),
        ("> /stelp waive {id} because I say so", "grace", "2099-01-01T00:00:00Z"),
        ("/stelp waive {id}", "grace", "2099-01-01T00:00:00Z"),
        ("/stelp waive F-0000000000 wrong item", "grace", "2099-01-01T00:00:00Z"),
        ("/stelp waive {id} because I say so", "github-actions[bot]", "2099-01-01T00:00:00Z"),
    ],
    ids=["no write access", "before the summary stood there", "a quotation", "no reason", "another item", "the bot"],
)
def test_whatever_is_no_waiver_changes_nothing(desk: Desk, text: str, by: str, at: str) -> None:
    file = desk.write(report_on(desk.head, finding(3), decision=Decision.FAIL))
    desk.run(file, "--post")
    said(desk, text.format(id=finding(3).id), by=by, at=at)
    assert desk.run(file, "--post", "--gate=fail") == 1


def test_what_could_not_be_judged_cannot_be_waived(desk: Desk) -> None:
    file = desk.write(report_on(desk.head, finding(3), decision=Decision.INCONCLUSIVE))
    desk.run(file, "--post")
    said(desk, f"/stelp waive {finding(3).id} it will be fine")
    assert desk.run(file, "--post", "--gate=fail") == 4
