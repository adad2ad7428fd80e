"""Prism agrees: what the suite sends is valid, and what is not valid is found."""

from pathlib import Path

import pytest

from stelp_ci.github.check_run import Annotation, CheckRun, post_check
from stelp_ci.github.client import Client
from stelp_ci.github.synchronise import synchronise
from tests.github.desk import Desk, finding, report_on
from tests.github.fake.prism import objections, prism
from tests.github.fake.reviews import reply
from tests.github.fake.server import Exchange, FakeGitHub
from tests.github.fake.state import Pull
from tests.github.test_synchronise import TARGET, remark, wanted


@pytest.mark.proof
@pytest.mark.network
def test_prism_finds_every_kind_of_request_valid(
    github: FakeGitHub, client: Client, pull: Pull, desk: Desk, tmp_path: Path
) -> None:
    synchronise(client, TARGET, wanted(github, pull, remark(3), remark(12), request_changes=True, harm=True))
    for comment in list(github.state.line_comments.values()):
        reply(github.state, comment, github.state.accounts["grace"], "why?")
    synchronise(client, TARGET, wanted(github, pull, remark(20), request_changes=True))
    synchronise(client, TARGET, wanted(github, pull))
    notes = tuple(Annotation("parcel/steps.py", 14, 14, "warning", "t", f"m {number}") for number in range(120))
    post_check(client, CheckRun(github.state.head(pull), "failure", "t", "s", notes))
    client.permission("grace")
    client.delete_comment(next(iter(github.state.comments)))
    desk.event("workflow_run", desk.of_run())
    folder = tmp_path / "artifact"
    folder.mkdir()
    desk.write(report_on(desk.head, finding(3))).encode()
    (tmp_path / "stelp-report.json").rename(folder / "stelp-report.json")
    assert desk.run("--from-artifact", str(folder), "--post", "--gate=none") == 0
    kinds = {(exchange.method, exchange.path.rstrip("0123456789")) for exchange in github.requests}
    assert len(kinds) >= 14
    with prism(tmp_path) as port:
        assert objections(port, github.requests) == []
        head = {"path": "x", "line": 1, "side": "RIGHT"}
        invalid = [
            Exchange("POST", "/repos/acme/parcel/pulls/7/reviews", {}, {"event": "BLOCK"}, 200),
            Exchange("POST", "/repos/acme/parcel/pulls/7/reviews", {}, {"comments": [head]}, 200),
            Exchange("POST", "/repos/acme/parcel/check-runs", {}, {"name": "x"}, 201),
            Exchange("GET", "/repos/acme/parcel/nowhere", {}, None, 200),
        ]
        assert len(objections(port, invalid)) == len(invalid)
