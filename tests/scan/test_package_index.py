"""The look-up of new dependencies: only with permission, and only what an index on this machine says."""

import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from stelp_ci.errors import ScanError
from stelp_ci.model.finding import Finding, Scanned
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.dependencies import Dependencies
from stelp_ci.scan.package_index import Standing, standing_of
from stelp_ci.scan.sources import Sources

OLD = {
    "files": [{"upload-time": "2020-03-01T10:00:00Z"}, {"upload-time": "2019-02-01T10:00:00Z"}],
    "versions": ["1", "2"],
}
YOUNG = {"files": [{"upload-time": "2999-01-01T00:00:00Z"}], "versions": ["1"]}
OWNED = {"ownership": {"roles": [{"role": "Owner", "user": "ann"}, {"role": "Maintainer", "user": "ann"}]}}


@contextmanager
def index(projects: dict[str, object], *, status: int = 404) -> Generator[tuple[str, list[str]]]:
    """An index on this machine, and the paths that it is asked for."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path in projects:
                answer = projects[self.path]
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())
            else:
                self.send_error(status)

        def log_message(self, format: str, *args: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/simple/", asked
        finally:
            server.shutdown()
            thread.join()


def test_the_first_file_the_releases_and_the_publishers_are_told() -> None:
    with index({"/simple/my-box/": OLD, "/pypi/my-box/json": OWNED}) as (url, _):
        assert standing_of("My.Box", url) == Standing(date(2019, 2, 1), 2, ("ann",))


def test_an_index_without_the_second_answer_leaves_the_publishers_out() -> None:
    with index({"/simple/my-box/": OLD}) as (url, _):
        assert standing_of("my-box", url) == Standing(date(2019, 2, 1), 2, ())


def test_a_name_that_the_index_lacks_is_none() -> None:
    with index({}) as (url, _):
        assert standing_of("my-box", url) is None


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"files": 3}', b"\xff"])
def test_an_answer_that_cannot_be_read_is_an_error(answer: bytes) -> None:
    with index({"/simple/my-box/": answer}) as (url, _), pytest.raises(ScanError, match="cannot be asked"):
        standing_of("my-box", url)


def test_an_index_that_fails_is_an_error() -> None:
    with index({}, status=503) as (url, _), pytest.raises(ScanError, match="cannot be asked"):
        standing_of("my-box", url)


def test_a_name_that_leaves_its_place_asks_for_nothing_else() -> None:
    with index({}) as (url, asked):
        assert standing_of("../../secret?x=1", url) is None
    assert asked == ["/simple/-%2F-%2Fsecret%3Fx%3D1/"]


REQUIREMENTS = "my-box==1\nyoung-box==1\nrequests==2.31.0\nlost-box-of-nobody==1\nx @ https://example.org/x.whl\n"
PROJECTS: dict[str, object] = {
    "/simple/my-box/": OLD,
    "/simple/young-box/": YOUNG,
    "/simple/requests/": OLD,
    "/pypi/requests/json": OWNED,
}


def findings(make_job: Callable[..., ScanJob], *, allowed: bool) -> dict[str, Finding]:
    job = make_job({}, {"requirements.txt": REQUIREMENTS})._replace(ask_index=allowed)
    scanned = Dependencies(Sources(job.trees)).scan(job)[0]
    assert isinstance(scanned, Scanned)
    return {REQUIREMENTS.splitlines()[one.location.line - 1]: one for one in scanned.findings}


def test_with_permission_a_new_dependency_is_told_with_what_the_index_says(
    make_job: Callable[..., ScanJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    with index(PROJECTS) as (url, asked):
        monkeypatch.setenv("PIP_INDEX_URL", url)
        found = findings(make_job, allowed=True)
    assert [one.rule for one in found.values()] == [
        "dependency-added",
        "dependency-young",
        "dependency-added",
        "dependency-unknown",
        "dependency-unpinned-index",
    ]
    assert "since 2019-02-01" in found["my-box==1"].message
    assert found["requests==2.31.0"].message.endswith("2 releases, published by ann")
    assert not any("example" in path or path.startswith("/simple/x/") for path in asked)


def test_without_permission_nobody_is_asked(make_job: Callable[..., ScanJob], monkeypatch: pytest.MonkeyPatch) -> None:
    with index(PROJECTS) as (url, asked):
        monkeypatch.setenv("PIP_INDEX_URL", url)
        assert findings(make_job, allowed=False)["requests==2.31.0"].rule == "dependency-added"
    assert asked == []


def test_an_index_that_does_not_answer_is_a_failure_beside_the_findings(
    make_job: Callable[..., ScanJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    job = make_job({}, {"requirements.txt": "requests==2.31.0\n"})._replace(ask_index=True)
    scanned, failed = Dependencies(Sources(job.trees)).scan(job)
    assert isinstance(scanned, Scanned) and scanned.findings[0].rule == "dependency-added"
    assert "cannot be asked" in getattr(failed, "reason", "")
