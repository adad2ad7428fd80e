"""The fake refuses what GitHub refuses: a test against a fake that takes everything shows nothing."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.github.fake.server import FakeGitHub
from tests.github.fake.state import Pull, Token

REVIEWS, RUNS = "/repos/acme/parcel/pulls/7/reviews", "/repos/acme/parcel/check-runs"
TALK, FILES = "/repos/acme/parcel/issues/7/comments", "/repos/acme/parcel/pulls/7/files"


def ask(github: FakeGitHub, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    connection = HTTPConnection(urlsplit(github.url).netloc, timeout=30)
    sent = {"Authorization": "Bearer workflow", "Content-Type": "application/json"} | headers
    connection.request(method, path, json.dumps(body) if body is not None else None, sent)
    response = connection.getresponse()
    text = response.read()
    connection.close()
    return response.status, json.loads(text) if text.startswith((b"{", b"[")) else text.decode()


def comment(line: int, **more: object) -> dict[str, object]:
    return {"path": "parcel/steps.py", "line": line, "side": "RIGHT", "body": "x"} | more


@pytest.mark.parametrize(
    "comments",
    [
        [comment(14), comment(100)],
        [comment(14), comment(50, start_line=14, start_side="RIGHT")],
        [comment(14, start_line=14, start_side="RIGHT")],
        [comment(14, path="README.md")],
        [comment(14, body=" ")],
    ],
    ids=["a line outside of the diff", "two hunks", "start is not before end", "another file", "no text"],
)
@pytest.mark.usefixtures("pull")
def test_one_wrong_place_refuses_the_whole_review(github: FakeGitHub, comments: list[dict[str, object]]) -> None:
    status, answer = ask(github, "POST", REVIEWS, {"event": "COMMENT", "body": "b", "comments": comments})
    assert status == 422 and answer["message"] == "Validation Failed"
    assert github.state.line_comments == {} and github.state.reviews == {}


def test_limits_and_rights_are_githubs(github: FakeGitHub, pull: Pull) -> None:
    assert ask(github, "POST", TALK, {"body": "x" * 65_537})[0] == 422
    assert ask(github, "POST", TALK, {"body": "x" * 65_536})[0] == 201
    head = {"name": "n", "head_sha": github.state.head(pull)}
    assert ask(github, "POST", RUNS, head | {"status": "completed"})[0] == 422
    github.tokens["workflow"] = Token(frozenset({"contents:read"}))
    status, answer = ask(github, "POST", TALK, {"body": "x"})
    assert (status, answer["message"]) == (403, "Resource not accessible by integration")
    assert ask(github, "GET", FILES, Authorization="Bearer nobody")[0] == 401


def test_a_huge_diff_is_refused_and_its_files_come_in_pages(github: FakeGitHub, pull: Pull) -> None:
    names = [f"m{number}.py" for number in range(301)]
    github.state.repository.commit(pull.head_ref, dict.fromkeys(names, "x = 1\n"))
    diff = {"Accept": "application/vnd.github.v3.diff"}
    assert ask(github, "GET", "/repos/acme/parcel/pulls/7", **diff)[0] == 406
    assert len(ask(github, "GET", FILES)[1]) == 30
    assert len(ask(github, "GET", f"{FILES}?per_page=100&page=4")[1]) == 2


@pytest.mark.usefixtures("pull")
def test_what_githubs_description_does_not_know_is_a_violation(github: FakeGitHub) -> None:
    annotation = {"path": "x", "start_line": 1, "end_line": 1, "annotation_level": "notice", "message": "m"}
    output = {"title": "t", "summary": "s", "annotations": [annotation] * 51}
    assert ask(github, "POST", RUNS, {"name": "n", "head_sha": "0" * 40, "output": output})[0] == 422
    assert ask(github, "POST", REVIEWS, {"event": "BLOCK"})[0] == 422
    assert ask(github, "GET", f"{FILES}?surprise=1")[0] == 422
    assert ask(github, "GET", "/repos/acme/parcel/nowhere")[0] == 404
    assert len(github.violations) == 4
    github.violations.clear()
