"""Whatever stands in GitHub's event file, it ends in a change that is meant or in an error."""

import json

from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.change.event import read_event
from stelp_ci.errors import ChangeError
from tests.fuzz.mutations import fuzz, mutated

HEAD, BASE = "a" * 40, "b" * 40
REPOSITORY = {"full_name": "acme/parcel"}
SIDE = {"repo": {"full_name": "acme/parcel"}}
USER = {"id": 501, "login": "ada", "type": "User"}
PULL = {
    "number": 7,
    "title": "Fix the sum",
    "body": None,
    "user": USER,
    "head": {"sha": HEAD, "ref": "fix", **SIDE},
    "base": {"sha": BASE, "ref": "main", **SIDE},
}
GROUP = {"head_sha": HEAD, "base_sha": BASE, "head_ref": "refs/heads/queue"}
PUSH = {"ref": "refs/heads/main", "before": BASE, "after": HEAD}
PAYLOADS = {
    "pull_request": {"action": "opened", "pull_request": PULL},
    "pull_request_target": {"action": "opened", "pull_request": PULL},
    "merge_group": {"action": "checks_requested", "merge_group": GROUP},
    "push": PUSH,
    "workflow_dispatch": {"ref": "refs/heads/main"},
}
SAMPLES = [json.dumps({**payload, "repository": REPOSITORY, "sender": USER}).encode() for payload in PAYLOADS.values()]
WORDS = [
    b"null",
    b"true",
    b"-1",
    b"1e400",
    b"[]",
    b"{}",
    b'""',
    b'"\\ud800"',
    b"[" * 60,
    b'{"a":' * 60,
    b"\xff",
    b"\0",
    b"-",
]


@fuzz()
@given(st.sampled_from([*PAYLOADS, "fork", ""]), mutated(SAMPLES, WORDS), st.sampled_from([HEAD, "", "main", "-x"]))
def test_any_event_names_its_commits_or_is_refused(name: str, payload: bytes, commit: str) -> None:
    try:
        origin = read_event(name, payload, commit=commit)
    except ChangeError as error:
        assert str(error)
    else:
        assert origin.event == name
