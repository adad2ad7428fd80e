# ruff: noqa: PTH123
# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""Runs the selected tests again with a function replaced, in forks of the process as it was collected.

The fork that waits with the collected state (the server) is made before the real run; the real run goes on in the
process that collected, threads and all. The server begins when the real run is done, and asks the tests that passed.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from typing import Any, NoReturn

import pytest

from . import stubs
from .events import Events, clean
from .task import PytestTask, Stub

LEAST_S = 2.0
TIMES_REAL = 5
UNREPEATABLE = "fails, and does not pass with the function in place"
BROKEN_OFF = "the run with the function replaced broke off outside of any test"


Numbered = tuple[int, Stub]


class StubControl:
    """Forks the server before the tests run, and lets it go once they are done."""

    def __init__(self, task: PytestTask, events: Events, recorder: Any, until: float) -> None:
        self.stubs = task["stubs"]
        self.exhaustive = task["exhaustive"]
        self.events = events
        self.recorder = recorder
        self.until = until

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        """Runs around the loop over all tests."""
        if not self.stubs or not session.items:
            yield
            return
        gate_r, gate_w = os.pipe()
        server = os.fork()
        if server == 0:
            os.close(gate_w)
            alone(lambda: self.serve(session, gate_r))
        os.close(gate_r)
        began = time.monotonic()
        yield
        tell_whole(gate_w, json.dumps([time.monotonic() - began, sorted(self.recorder.unsuccessful)]).encode())
        os.close(gate_w)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(server, 0)

    def serve(self, session: pytest.Session, gate: int) -> None:
        """The server: waits for the word, tries every stub, and is gone. A function that was missed once is done."""
        word = read_whole(gate)
        if not word:
            os._exit(0)
        spent, failing = json.loads(word)
        session.items[:] = [item for item in session.items if clean(item.nodeid) not in failing]
        budget = max(LEAST_S, TIMES_REAL * spent)
        pending = list(enumerate(self.stubs))
        while pending and session.items:
            pending = self.tried(session, pending, budget)
        os._exit(0)

    def tried(self, session: pytest.Session, pending: list[Numbered], budget: float) -> list[Numbered]:
        """Let one fork try the pending stubs in turn; gives back those that are left when it is of no more use."""
        done = 0
        pending, later = (pending[:1], pending[1:]) if self.exhaustive else (pending, [])
        wanted = [stub for _, stub in pending]
        with self.fork(lambda runs: runs.run(session, wanted, exhaustive=self.exhaustive)) as lines:
            for index, _ in pending:
                left = self.until - time.monotonic()
                record, useful = lines.record(min(budget, left)) if left > 0 else ({"unlocated": "no time left"}, True)
                done += not record.get("again", False)
                if record.pop("doubt", False) and not self.passes_alone(session, record["killed_by"]):
                    record = {"unlocated": f"{record['killed_by']} {UNREPEATABLE}"}
                if record.keys() & {"ran", "unlocated"}:
                    self.events.send("stub", index=index, **record)
                if not useful:
                    break
        return pending[done:] + later

    def passes_alone(self, session: pytest.Session, nodeid: str) -> bool:
        """Whether the test passes in a fork of its own, with nothing replaced."""
        item = next(item for item in session.items if clean(item.nodeid) == nodeid)
        with self.fork(lambda runs: runs.run_alone(session, item)) as lines:
            return list(lines.until(min(self.until, time.monotonic() + LEAST_S))) == [{"passed": True}]

    def fork(self, work: Callable[[StubRuns], None]) -> AbstractContextManager[Lines]:
        """A fork that does `work` in the recorder's place."""
        return forked(lambda fd: work(StubRuns(self.recorder, fd)))


@contextlib.contextmanager
def forked(work: Callable[[int], None]) -> Generator[Lines]:
    """A fork that does `work` and tells of it in the lines given here; it is gone when the block is left."""
    report_r, report_w = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(report_r)
        alone(lambda: work(report_w))
    os.close(report_w)
    try:
        yield Lines(report_r)
    finally:
        os.close(report_r)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def tell_whole(fd: int, data: bytes) -> None:
    """Write all of `data`, however little the pipe takes at a time."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def read_whole(fd: int) -> bytes:
    """All that arrives before the other side closes; nothing where the real run was ended before it was done."""
    data = b""
    while piece := os.read(fd, 1 << 16):
        data += piece
    return data


class Lines:
    """The JSON lines of one fork."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.data = b""
        self.poller = select.poll()
        self.poller.register(fd, select.POLLIN)

    def until(self, deadline: float) -> Iterator[dict[str, Any]]:
        """Those that arrive before the other side closes or the time is up."""
        while True:
            line, newline, rest = self.data.partition(b"\n")
            if newline:
                self.data = rest
                yield json.loads(line)
                continue
            left = deadline - time.monotonic()
            piece = os.read(self.fd, 1 << 16) if left > 0 and self.poller.poll(left * 1000) else b""
            if not piece:
                return
            self.data += piece

    def record(self, seconds: float) -> tuple[dict[str, Any], bool]:
        """What one stub's run shows, and whether the fork is good for another: one that died or hung has noticed."""
        running, ran = "", 0
        for line in self.until(time.monotonic() + seconds):
            match line:
                case {"started": str(nodeid)}:
                    running, ran = nodeid, ran + 1
                case {"passed": True}:
                    running = ""
                case {"by": [*by]}:
                    return {"ran": ran, "noticed": by, **({"killed_by": by[0]} if by else {})}, True
                case {"noticed": bool(noticed)}:
                    useful = "spoiled" not in line
                    doubt = {} if useful else {"doubt": True}
                    return {"ran": ran, **({"killed_by": running, **doubt} if noticed else {})}, useful
                case _:
                    return line, "again" not in line
        return ({"ran": ran, "killed_by": running} if running else {"unlocated": BROKEN_OFF}), False


def alone(work: Callable[[], None]) -> NoReturn:
    """Do the work of a fork and be gone, whatever happens: a fork must never go on as if it were its parent."""
    try:
        work()
    finally:
        os._exit(0)


class StubRuns:
    """Runs of the tests with one function replaced after the other; tells its parent about each test until one fails.

    A fork costs more than most tests, so that one fork serves many stubs. Nothing counts as noticed that would fail
    anyway: a test that noticed is run again with the function restored. If it fails then, too, the state is spoiled:
    the stub gets a fork of its own, and the test has to pass in another one with nothing replaced.
    """

    def __init__(self, recorder: Any, fd: int) -> None:
        self.recorder = recorder
        self.fd = fd
        self.failed = False
        self.null: object = None

    def tell(self, **fields: Any) -> None:
        """One JSON line to the server."""
        os.write(self.fd, json.dumps(fields).encode() + b"\n")

    def begin(self, session: pytest.Session) -> None:
        """Take the recorder's place."""
        self.null = mute()
        session.config.pluginmanager.unregister(self.recorder)
        session.config.pluginmanager.register(self)

    def run_alone(self, session: pytest.Session, item: pytest.Item) -> None:
        """Run one test as it is."""
        self.begin(session)
        self.tell(passed=self.passes(item, None))

    def run(self, session: pytest.Session, pending: list[Stub], *, exhaustive: bool) -> None:
        """Try each stub. A function that was missed once is not tried again, and a spoiled fork is left."""
        self.begin(session)
        if exhaustive:
            return self.tell(**self.every(session, pending[0]))
        missed: set[tuple[str, str]] = set()
        for position, stub in enumerate(pending):
            function = (stub["module"], stub["qualname"])
            told = {"skipped": True} if function in missed else self.one(session, stub, fresh=position == 0)
            missed |= {function} if told.get("noticed") else set()
            self.tell(**told)
            if told.get("spoiled") or told.get("again"):
                break

    def one(self, session: pytest.Session, stub: Stub, *, fresh: bool) -> dict[str, Any]:
        """Replace, run until a test fails, restore. `fresh`: no other stub was tried in this fork."""
        try:
            replaced = stubs.replace(stub)
        except stubs.UnlocatedError as error:
            return {"unlocated": clean(str(error))}
        noticing = next((item for item in self.started(session) if not self.passes(item, self.following)), None)
        stubs.restore(replaced)
        if noticing is None:
            return {"noticed": False}
        if self.passes(noticing, None):
            return {"noticed": True}
        return {"noticed": True, "spoiled": True} if fresh else {"again": True}

    def every(self, session: pytest.Session, stub: Stub) -> dict[str, Any]:
        """Replace, and run all tests in a fork of its own: what passed in the real run and fails here has noticed."""
        try:
            stubs.replace(stub)
        except stubs.UnlocatedError as error:
            return {"unlocated": clean(str(error))}
        return {"by": [clean(item.nodeid) for item in self.started(session) if not self.passes(item, self.following)]}

    def started(self, session: pytest.Session) -> Iterator[pytest.Item]:
        """The tests in order, each told before it is run and once it has passed."""
        for item, self.following in zip(session.items, [*session.items[1:], None], strict=True):
            self.tell(started=clean(item.nodeid))
            yield item
            self.tell(passed=True)

    def passes(self, item: pytest.Item, following: pytest.Item | None) -> bool:
        """Run one test; `following` tells pytest which fixtures to keep."""
        self.failed = False
        vars(item).update(repr_failure=in_few_words, _repr_failure_py=in_few_words)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return not self.failed

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that the test at hand failed."""
        self.failed = self.failed or report.failed


def in_few_words(*_: object, **__: object) -> str:
    """What stands in for pytest's account of a failure: nobody reads it here, and it costs more than the test."""
    return "noticed"


def mute() -> object:
    """Nothing that a stub run prints belongs to the output of the run. NOTE: what it gives must be kept alive.

    A file that is closed by the garbage collector warns, and where a project makes warnings errors, a test fails of it.
    """
    null = os.open("/dev/null", os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - lives as long as the process
    return sys.stdout
