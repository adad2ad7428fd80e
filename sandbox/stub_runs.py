# ruff: noqa: PTH123
# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""Runs the selected tests again with a function replaced, each time in a fork of the process as it was collected.

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
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest

from . import stubs
from .events import Events, clean
from .task import Stub, Task

SHARE_OF_WALL = 0.8
LEAST_S = 2.0
TIMES_REAL = 5
BROKEN_OFF = "the run with the function replaced broke off outside of any test"


class StubControl:
    """Forks the server before the tests run, and lets it go once they are done."""

    def __init__(self, task: Task, events: Events, recorder: Any, began: float) -> None:
        self.task = task
        self.events = events
        self.recorder = recorder
        self.until = began + task["limits"]["wall_s"] * SHARE_OF_WALL
        self.quiet = False

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        """Runs around the loop over all tests."""
        if not self.task["pytest"]["stubs"] or not session.items:
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
        missed: set[tuple[str, str]] = set()
        for index, stub in enumerate(self.task["pytest"]["stubs"]):
            function = (stub["module"], stub["qualname"])
            left = self.until - time.monotonic()
            if function in missed or not session.items:
                continue
            record = self.tried(session, stub, min(budget, left)) if left > 0 else {"unlocated": "no time left"}
            missed |= {function} if record.get("killed_by") else set()
            self.events.send("stub", index=index, **record)
        os._exit(0)

    def tried(self, session: pytest.Session, stub: Stub, seconds: float) -> dict[str, Any]:
        """Run the tests against one stub in a fork, for at most `seconds`."""
        report_r, report_w = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(report_r)
            alone(lambda: StubRun(self.recorder, report_w).run(session, stub))
        os.close(report_w)
        lines = read_until(report_r, time.monotonic() + seconds)
        os.close(report_r)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return verdict(lines)


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


def read_until(fd: int, deadline: float) -> list[dict[str, Any]]:
    """The JSON lines that arrive before the other side closes or the time is up."""
    data = b""
    poller = select.poll()
    poller.register(fd, select.POLLIN)
    while (left := deadline - time.monotonic()) > 0 and poller.poll(left * 1000):
        piece = os.read(fd, 1 << 16)
        if not piece:
            break
        data += piece
    return [json.loads(line) for line in data.split(b"\n")[:-1]]


def verdict(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """What a stub run shows: a test that failed, died or hung has noticed."""
    running, ran = "", 0
    for line in lines:
        match line:
            case {"unlocated": str(reason)}:
                return {"unlocated": reason}
            case {"started": str(nodeid)}:
                running, ran = nodeid, ran + 1
            case {"passed": True}:
                running = ""
            case {"done": True}:
                return {"ran": ran}
            case _:
                return {"ran": ran, "killed_by": running}
    return {"ran": ran, "killed_by": running} if running else {"unlocated": BROKEN_OFF}


def alone(work: Callable[[], None]) -> NoReturn:
    """Do the work of a fork and be gone, whatever happens: a fork must never go on as if it were its parent."""
    try:
        work()
    finally:
        os._exit(0)


class StubRun:
    """One run of the tests with one function replaced; tells its parent about each test until one fails."""

    def __init__(self, recorder: Any, fd: int) -> None:
        self.recorder = recorder
        self.fd = fd

    def tell(self, **fields: Any) -> None:
        """One JSON line to the server."""
        os.write(self.fd, json.dumps(fields).encode() + b"\n")

    def run(self, session: pytest.Session, stub: Stub) -> None:
        """Replace, run, and be gone."""
        mute()
        session.config.pluginmanager.unregister(self.recorder)
        session.config.pluginmanager.register(self)
        try:
            stubs.replace(stub)
        except stubs.UnlocatedError as error:
            self.tell(unlocated=clean(str(error)))
            return
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            self.failed = False
            self.tell(started=clean(item.nodeid))
            vars(item).update(repr_failure=in_few_words, _repr_failure_py=in_few_words)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.tell(passed=not self.failed)
            if self.failed:
                break
        self.tell(done=True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that the test at hand failed."""
        self.failed = self.failed or report.failed


def in_few_words(*_: object, **__: object) -> str:
    """What stands in for pytest's account of a failure: nobody reads it here, and it costs more than the test."""
    return "noticed"


def mute() -> None:
    """Nothing that a stub run prints belongs to the output of the run."""
    null = os.open("/dev/null", os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - lives as long as the process
