"""A GitHub of one's own: an HTTP server on a free port of this machine, with state, limits and faults."""

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.github.fake import checks, contract, conversation, pulls, reviews, tally, threads
from tests.github.fake.answer import Answer, Asked, not_found, refusal
from tests.github.fake.state import State, Token

Handler = Callable[[State, Asked], Answer]

_PULL = "/repos/{owner}/{repo}/pulls/{pull_number}"
_LINE = "/repos/{owner}/{repo}/pulls/comments/{comment_id}"
_TALK = "/repos/{owner}/{repo}/issues/{issue_number}/comments"
_SAID = "/repos/{owner}/{repo}/issues/comments/{comment_id}"
_RUNS = "/repos/{owner}/{repo}/check-runs"

ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", "/user"): pulls.myself,
    ("GET", "/repos/{owner}/{repo}/pulls"): pulls.listed,
    ("GET", _PULL): pulls.get,
    ("GET", f"{_PULL}/files"): pulls.files,
    ("GET", f"{_PULL}/comments"): reviews.listed,
    ("POST", f"{_PULL}/comments"): reviews.create,
    ("GET", f"{_PULL}/reviews"): reviews.reviews,
    ("POST", f"{_PULL}/reviews"): reviews.create_review,
    ("PUT", _PULL + "/reviews/{review_id}/dismissals"): reviews.dismiss,
    ("GET", _LINE): reviews.get,
    ("PATCH", _LINE): reviews.edit,
    ("DELETE", _LINE): reviews.delete,
    ("GET", _TALK): conversation.listed,
    ("POST", _TALK): conversation.create,
    ("GET", _SAID): conversation.get,
    ("PATCH", _SAID): conversation.edit,
    ("DELETE", _SAID): conversation.delete,
    ("POST", _RUNS): checks.create,
    ("GET", _RUNS + "/{check_run_id}"): checks.get,
    ("PATCH", _RUNS + "/{check_run_id}"): checks.update,
    ("GET", "/repos/{owner}/{repo}/collaborators/{username}/permission"): pulls.permission,
}


class Exchange(NamedTuple):
    """One request and the status that it got (0: none)."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int

    @property
    def writes(self) -> bool:
        """Whether it asked for a change."""
        return self.method != "GET" and not (self.path == "/graphql" and "resolve" not in str(self.body))


@dataclass
class Fault:
    """Something that goes wrong, for the first `times` requests that match.

    `status` with `body` and `headers` is answered instead; `hang` seconds pass before; `reset` cuts the connection;
    with `after` all of that happens once the request was carried out.
    """

    method: str
    path: str
    times: int = 1
    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    hang: float = 0.0
    reset: bool = False
    after: bool = False

    def meets(self, method: str, path: str) -> bool:
        """Whether it is this request's turn."""
        return self.times > 0 and method == self.method and re.search(self.path, path) is not None


class FakeGitHub:
    """The server. `requests` is what came in, `violations` what was not valid against GitHub's description."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.tokens: dict[str, Token] = {"workflow": Token()}
        self.requests: list[Exchange] = []
        self.violations: list[str] = []
        self.faults: list[Fault] = []
        self.remaining = 1000
        self.writes_a_minute = 80
        self.retry_after = 1
        self.lag = 0
        self._written: list[float] = []
        self._lock = threading.Lock()
        self.url = ""

    @property
    def writes(self) -> list[Exchange]:
        """The requests that asked for a change."""
        return [exchange for exchange in self.requests if exchange.writes]

    def judge(self, asked: Asked) -> list[str]:
        """What GitHub's description says against a request, whatever becomes of it; it is a violation, too."""
        if asked.path == "/graphql":
            return []
        described = contract.operation(asked.method, asked.path)
        if described is None or (asked.method, described.template) not in ROUTES:
            faults = ["unknown"]
        else:
            faults = contract.request_faults(described, asked.query, asked.body)
        with self._lock:
            self.violations += [f"{asked.method} {asked.path}: {', '.join(faults[:3])}"] if faults else []
        return faults

    def answer(self, asked: Asked, bearer: str, faults: list[str]) -> Answer:
        """Carry out one request, which has these faults, under the rules of the real one."""
        with self._lock:
            try:
                return self._answer(asked, bearer, faults)
            except Answer as early:
                return early

    def _answer(self, asked: Asked, bearer: str, faults: list[str]) -> Answer:
        token = self.tokens.get(bearer)
        if token is None:
            raise refusal(401, "Bad credentials")
        self._limit(asked)
        if asked.path == "/graphql":
            return threads.answer(self.state, asked._replace(token=token))
        described = contract.operation(asked.method, asked.path)
        handler = ROUTES.get((asked.method, described.template)) if described else None
        if described is None or handler is None:
            raise not_found()
        if described.template != "/user" and not asked.path.startswith(f"/repos/{self.state.name}/"):
            raise not_found()
        if faults:
            raise refusal(422, "Invalid request.\n\n" + "\n".join(faults[:3]))
        try:
            given = handler(self.state, asked._replace(token=token, values=described.values))
        except Answer as early:
            given = early
        page = _paged(given, asked, self) if isinstance(given.body, list) else given
        if wrong := contract.response_faults(described, page.status, page.body if page.body != "" else None):
            self.violations.append(f"answer to {asked.method} {asked.path}: {wrong[:3]}")
        return page

    def _limit(self, asked: Asked) -> None:
        if self.remaining <= 0:
            reset = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + self.retry_after)}
            answer = refusal(403, "API rate limit exceeded for installation ID 1.")
            self.remaining = 1000
            raise Answer(answer.status, answer.body, reset)
        self.remaining -= 1
        if asked.method == "GET":
            return
        now = time.monotonic()
        self._written = [at for at in self._written if now - at < 60]
        if len(self._written) >= self.writes_a_minute:
            self._written = []
            answer = refusal(403, "You have exceeded a secondary rate limit. Please wait a few minutes.")
            raise Answer(answer.status, answer.body, {"Retry-After": str(self.retry_after)})
        self._written.append(now)


def _paged(given: Answer, asked: Asked, github: FakeGitHub) -> Answer:
    """One page, with the links to the others; what was made just now may not be in it yet."""
    items: list[Any] = given.body
    if github.lag > 0 and items and asked.path.endswith("/comments"):
        github.lag -= 1
        items = items[:-1]
    size = min(int(asked.query.get("per_page", "30")), 100)
    page = int(asked.query.get("page", "1"))
    last = max(1, -(-len(items) // size))
    links = [
        f'<{github.url}{asked.path}?per_page={size}&page={number}>; rel="{name}"'
        for name, number, there in (("next", page + 1, page < last), ("last", last, page < last))
        if there
    ]
    headers = {"Link": ", ".join(links)} if links else {}
    return Answer(given.status, items[(page - 1) * size : page * size], given.headers | headers)


class _Connection(BaseHTTPRequestHandler):
    """HTTP on one side, `FakeGitHub.answer` on the other."""

    protocol_version = "HTTP/1.1"
    github: FakeGitHub

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""

    def _serve(self) -> None:
        url = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(raw) if raw else None
        bearer = (self.headers.get("Authorization") or "").partition(" ")[2]
        path = unquote(url.path.removeprefix("/api"))
        asked = Asked(self.command, path, {}, dict(parse_qsl(url.query)), body, Token(), self.headers.get("Accept", ""))
        github = self.github
        faults = github.judge(asked)
        fault = next((fault for fault in github.faults if fault.meets(self.command, path)), None)
        given: Answer | None = None
        if fault is None or fault.after:
            given = github.answer(asked, bearer, faults)
        if fault is not None:
            fault.times -= 1
            time.sleep(fault.hang)
            given = None if fault.reset else Answer(fault.status, fault.body, fault.headers) if fault.status else given
        status = given.status if given else 0
        github.requests.append(Exchange(self.command, path, asked.query, body, status))
        self._send(given) if given else self._reset()

    def _send(self, given: Answer) -> None:
        text = given.body if isinstance(given.body, str) else json.dumps(given.body)
        content = b"" if given.status == 204 else text.encode()
        try:
            self.send_response(given.status)
            for name, value in given.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            if given.status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:  # the client gave up waiting, which is what a hanging fault is for
            self.close_connection = True

    def _reset(self) -> None:
        """Cut the connection with RST, as a failing proxy does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that was cut is no news."""


@contextmanager
def serve(state: State) -> Generator[FakeGitHub]:
    """A running fake on a free port."""
    github = FakeGitHub(state)
    handler = type("Connection", (_Connection,), {"github": github})
    with _Server(("127.0.0.1", 0), handler) as server:
        github.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield github
        finally:
            server.shutdown()
            thread.join()
            tally.count(github)
