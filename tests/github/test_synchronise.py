"""Against the fake: what is said, once, at the right lines, and what happens when GitHub says no."""

import hashlib
from dataclasses import replace

import pytest

from stelp_ci.github import failure
from stelp_ci.github.client import Client
from stelp_ci.github.plan import Wanted
from stelp_ci.github.synchronise import Target, synchronise
from stelp_ci.model.remark import Remark, Suggestion
from tests.github.conftest import QUICK
from tests.github.fake.server import FakeGitHub, Fault
from tests.github.fake.state import Account, Pull, Token

TARGET = Target("acme/parcel", 7)


def key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def remark(number: int, *, line: int | None = None, path: str = "parcel/steps.py") -> Remark:
    """A remark about the changed line of `step_<number>`."""
    at = line or number * 4 + 2
    return Remark(key(f"risk {number}"), path, at, at, (at, at), f"risk in step {number}")


def wanted(github: FakeGitHub, pull: Pull, *remarks: Remark, **more: object) -> Wanted:
    usual = Wanted(github.state.head(pull), "2026-11-23T00:00:00Z", "the summary", remarks, complete=True)
    return usual._replace(**more)  # pyright: ignore[reportArgumentType]


def shown(github: FakeGitHub) -> list[tuple[str, int | None]]:
    """Every comment at a line: its text without the marker, and where it stands."""
    return [(item.body.partition("-->\n")[2] or item.body, item.line) for item in github.state.line_comments.values()]


def test_a_first_run_makes_one_review_and_one_summary(github: FakeGitHub, client: Client, pull: Pull) -> None:
    done = synchronise(client, TARGET, wanted(github, pull, remark(3), remark(12)))
    assert done.complete and done.notes == ()
    assert shown(github) == [("risk in step 3", 14), ("risk in step 12", 50)]
    assert [review.state for review in github.state.reviews.values()] == ["COMMENTED"]
    assert [write.method for write in github.writes] == ["POST", "POST"]


def test_a_second_run_says_nothing_again(github: FakeGitHub, client: Client, pull: Pull) -> None:
    asked = wanted(github, pull, remark(3), remark(12))
    synchronise(client, TARGET, asked)
    before = len(github.writes)
    synchronise(client, TARGET, asked._replace(now="2026-11-23T01:00:00Z"))
    assert len(github.writes) == before


def test_a_line_that_the_diff_does_not_show_costs_no_other_comment(
    github: FakeGitHub, client: Client, pull: Pull
) -> None:
    done = synchronise(client, TARGET, wanted(github, pull, remark(8), remark(3), remark(1, path="gone.py")))
    assert done.complete
    assert shown(github) == [("risk in step 3", 14)]


def test_at_most_ten_comments_in_the_given_order(github: FakeGitHub, client: Client, pull: Pull) -> None:
    many = [remark(3)._replace(key=key(str(number)), body=f"number {number}") for number in range(25)]
    synchronise(client, TARGET, wanted(github, pull, *many))
    assert [text for text, _ in shown(github)] == [f"number {number}" for number in range(10)]


def test_several_lines_only_inside_one_hunk(github: FakeGitHub, client: Client, pull: Pull) -> None:
    within = remark(3)._replace(start=13, end=14)
    across = remark(12)._replace(start=50, end=60)
    synchronise(client, TARGET, wanted(github, pull, within, across))
    assert [(item.start_line, item.line) for item in github.state.line_comments.values()] == [(13, 14), (None, 50)]


def test_a_suggestion_stands_at_exactly_the_lines_that_it_replaces(
    github: FakeGitHub, client: Client, pull: Pull
) -> None:
    within = remark(3)._replace(suggestion=Suggestion(13, 14, "```suggestion\nx\n```"))
    across = remark(12)._replace(suggestion=Suggestion(50, 60, "```suggestion\ny\n```"))
    synchronise(client, TARGET, wanted(github, pull, within, across))
    assert [(item.start_line, item.line) for item in github.state.line_comments.values()] == [(13, 14), (None, 50)]
    assert [text for text, _ in shown(github)] == ["risk in step 3\n\n```suggestion\nx\n```", "risk in step 12"]
    before = len(github.writes)
    synchronise(client, TARGET, wanted(github, pull, within, across))
    assert len(github.writes) == before


def test_a_comment_that_came_to_stand_elsewhere_loses_its_suggestion(
    github: FakeGitHub, client: Client, pull: Pull
) -> None:
    suggested = remark(3)._replace(suggestion=Suggestion(14, 14, "```suggestion\nx\n```"))
    synchronise(client, TARGET, wanted(github, pull, suggested))
    shifted = suggested._replace(start=15, end=15, suggestion=Suggestion(15, 15, "```suggestion\nx\n```"))
    synchronise(client, TARGET, wanted(github, pull, shifted))
    assert shown(github) == [("Now at `parcel/steps.py`, line 15.\n\nrisk in step 3", 14)]


def test_a_remark_about_a_function_stands_where_the_diff_shows_it(
    github: FakeGitHub, client: Client, pull: Pull
) -> None:
    long = Remark(key("unit"), "parcel/steps.py", 1, 1, (1, 30), "the function")
    synchronise(client, TARGET, wanted(github, pull, long))
    assert shown(github) == [("the function", 11)]


def test_a_marker_that_somebody_else_wrote_is_no_marker(github: FakeGitHub, client: Client, pull: Pull) -> None:
    synchronise(client, TARGET, wanted(github, pull, remark(3)))
    ours = next(iter(github.state.line_comments.values()))
    summary = next(iter(github.state.comments.values()))
    for stolen in (ours, summary):
        stolen.author = Account("mallory", 666)
    synchronise(client, TARGET, wanted(github, pull))
    assert ours.id in github.state.line_comments and summary.id in github.state.comments
    assert summary.body.endswith("the summary")
    assert len(github.state.comments) == 2


def test_what_did_not_run_is_not_taken_for_fixed(github: FakeGitHub, client: Client, pull: Pull) -> None:
    synchronise(client, TARGET, wanted(github, pull, remark(3)))
    synchronise(client, TARGET, wanted(github, pull, complete=False))
    assert shown(github) == [("risk in step 3", 14)]
    synchronise(client, TARGET, wanted(github, pull))
    assert shown(github) == []


def test_changes_are_requested_only_where_asked_and_the_request_goes_away(
    github: FakeGitHub, client: Client, pull: Pull
) -> None:
    asked = wanted(github, pull, remark(3), request_changes=True, harm=True)
    synchronise(client, TARGET, asked)
    synchronise(client, TARGET, asked)
    assert [review.state for review in github.state.reviews.values()] == ["CHANGES_REQUESTED"]
    synchronise(client, TARGET, wanted(github, pull, request_changes=True))
    assert [review.state for review in github.state.reviews.values()] == ["DISMISSED"]


def test_nothing_ever_approves(github: FakeGitHub, client: Client, pull: Pull) -> None:
    for harm, request in ((True, True), (True, False), (False, True)):
        for remarks in ((), (remark(3),)):
            synchronise(client, TARGET, wanted(github, pull, *remarks, harm=harm, request_changes=request))
    events = [write.body["event"] for write in github.writes if write.path.endswith("/reviews")]
    assert set(events) <= {"COMMENT", "REQUEST_CHANGES"}


def test_threads_are_resolved_only_where_asked_and_a_refusal_is_said(
    github: FakeGitHub, client: Client, pull: Pull
) -> None:
    from tests.github.fake.reviews import reply

    synchronise(client, TARGET, wanted(github, pull, remark(3), remark(12)))
    for comment in list(github.state.line_comments.values()):
        reply(github.state, comment, github.state.accounts["grace"], "why?")
    done = synchronise(client, TARGET, wanted(github, pull, remark(12), resolve=True))
    assert "contents: write" in done.notes[0]
    github.tokens["workflow"] = Token(frozenset({"pull-requests:write", "contents:write"}))
    synchronise(client, TARGET, wanted(github, pull, resolve=True))
    resolved = [item.resolved for item in github.state.line_comments.values() if not item.reply_to]
    assert resolved == [False, True]


def impatient(github: FakeGitHub) -> Client:
    """A client that gives up after two seconds."""
    pace = QUICK._replace(timeout=2)
    return Client(url=github.url, token="workflow", repository=github.state.name, pace=pace)  # noqa: S106


BREAKDOWNS = {
    "502": Fault("POST", "", status=502, body={"message": "Bad gateway"}),
    "500 without JSON": Fault("POST", "", status=500, body="<html>oops</html>"),
    "reset": Fault("POST", "", reset=True),
    "time-out": Fault("POST", "", hang=2.3),
    "wrong JSON": Fault("POST", "", status=201, body="<html>wrong</html>"),
}


@pytest.mark.parametrize("path", ["/reviews$", "/issues/7/comments$"])
def test_a_write_whose_end_is_unclear_is_done_exactly_once(
    github: FakeGitHub, client: Client, pull: Pull, path: str
) -> None:
    """Whether GitHub carried it out before it broke down or not."""
    asked = wanted(github, pull, remark(3))
    for name, fault in BREAKDOWNS.items():
        for after in (False, True)[name == "time-out" :]:
            github.faults.append(replace(fault, path=path, after=after))
            synchronise(client if fault.hang == 0 else impatient(github), TARGET, asked)
            said = (shown(github), len(github.state.reviews), len(github.state.comments))
            assert said == ([("risk in step 3", 14)], 1, 1), (name, after)
            github.state.forget()


AGAIN = {
    "503": Fault("GET", "/files", status=503, body={"message": "Service unavailable"}),
    "reset": Fault("GET", "/comments", reset=True),
    "time-out": Fault("GET", "/comments", hang=2.3),
    "429": Fault("POST", "/reviews", status=429, body={"message": "slow down"}, headers={"Retry-After": "1"}),
    "403": Fault("POST", "/comments", status=403, body={"message": "x"}, headers={"Retry-After": "1"}),
}


def test_what_may_be_sent_again_is_sent_again(github: FakeGitHub, client: Client, pull: Pull) -> None:
    asked = wanted(github, pull, remark(3))
    for name, fault in AGAIN.items():
        github.faults.append(replace(fault))
        assert synchronise(client if fault.hang == 0 else impatient(github), TARGET, asked).complete, name
        assert len(github.state.reviews) == len(github.state.comments) == 1, name
        assert github.faults[-1].times == 0, name
        github.state.forget()


def test_both_rate_limits_are_waited_for(github: FakeGitHub, client: Client, pull: Pull) -> None:
    github.writes_a_minute, github.remaining = 1, 3
    synchronise(client, TARGET, wanted(github, pull, remark(3)))
    assert len(github.state.reviews) == len(github.state.comments) == 1
    assert sum(exchange.status == 403 and "/user" not in exchange.path for exchange in github.requests) == 2


def test_a_limit_that_lasts_too_long_is_not_waited_for(github: FakeGitHub, client: Client, pull: Pull) -> None:
    limit = {"message": "You have exceeded a secondary rate limit"}
    github.faults.append(Fault("POST", "/reviews", status=403, body=limit, headers={"Retry-After": "3600"}))
    with pytest.raises(failure.UnavailableError, match="3600"):
        synchronise(client, TARGET, wanted(github, pull, remark(3)))


def test_a_token_that_may_only_read_is_named(github: FakeGitHub, client: Client, pull: Pull) -> None:
    github.tokens["workflow"] = Token(frozenset({"contents:read"}))
    with pytest.raises(failure.ReadOnlyError, match="not accessible by integration") as caught:
        synchronise(client, TARGET, wanted(github, pull, remark(3)))
    assert "pull-requests: write" in caught.value.remedy


def test_a_review_that_is_refused_costs_the_comments_but_not_the_summary(
    github: FakeGitHub, client: Client, pull: Pull
) -> None:
    refusal = {"message": "Validation Failed", "errors": ["line"]}
    github.faults.append(Fault("POST", "/reviews", status=422, body=refusal))
    done = synchronise(client, TARGET, wanted(github, pull, remark(3)))
    assert not done.complete and "in the summary" in done.notes[0]
    assert len(github.state.comments) == 1
    assert synchronise(client, TARGET, wanted(github, pull, remark(3))).complete
    assert shown(github) == [("risk in step 3", 14)]


def test_answers_that_are_no_json_are_an_error_and_no_pass(github: FakeGitHub, client: Client, pull: Pull) -> None:
    github.faults.append(Fault("GET", "/issues/7/comments", times=9, status=200, body='{"surprise": 1}'))
    with pytest.raises(failure.UnavailableError, match="unexpected"):
        synchronise(client, TARGET, wanted(github, pull, remark(3)))


def test_a_list_that_lags_behind_makes_no_lasting_duplicate(github: FakeGitHub, client: Client, pull: Pull) -> None:
    synchronise(client, TARGET, wanted(github, pull, remark(3)))
    github.lag = 2
    synchronise(client, TARGET, wanted(github, pull, remark(3)))
    synchronise(client, TARGET, wanted(github, pull, remark(3)))
    assert shown(github) == [("risk in step 3", 14)]
    assert len(github.state.comments) == 1


def test_a_token_of_a_person_finds_its_own_comments_again(github: FakeGitHub, pull: Pull) -> None:
    github.tokens["hers"] = Token(frozenset({"pull-requests:write"}), github.state.accounts["grace"])
    client = Client(url=github.url, token="hers", repository=github.state.name, pace=QUICK)  # noqa: S106
    for _ in range(2):
        assert synchronise(client, TARGET, wanted(github, pull, remark(3))).complete
    assert len(github.state.comments) == len(github.state.reviews) == 1


def test_a_token_of_an_unknown_app_is_told_what_to_pass(github: FakeGitHub, client: Client, pull: Pull) -> None:
    done = synchronise(client, TARGET._replace(posted_as="other[bot]"), wanted(github, pull, remark(3)))
    assert "--posted-as github-actions[bot]" in done.notes[0]


def test_more_comments_than_a_page_are_all_read(github: FakeGitHub, client: Client, pull: Pull) -> None:
    from tests.github.fake.state import Comment

    for number in range(130):
        made = Comment(number + 1, 7, github.state.accounts["ada"], f"talk {number}", "2026-01-01T00:00:00Z", "x")
        github.state.comments[made.id] = made
        made.updated_at = made.created_at
    synchronise(client, TARGET, wanted(github, pull, remark(3)))
    synchronise(client, TARGET, wanted(github, pull, remark(3)))
    assert len(github.state.comments) == 131
