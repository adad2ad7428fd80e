# ruff: noqa: PTH123
# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""Runs the selected tests again with a function replaced, in forks of the process as it was collected.

The fork that waits with the collected state (the server) is made before the real run; the real run goes on in the
process that collected, threads and all. The server begins when the real run is done, and asks the tests that passed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from . import stubs
from .events import Events, clean
from .forks import Tell, held_back
from .task import PytestTask, Stub
from .trials import LEAST_S, Pending, Trials

TIMES_REAL = 5


class StubControl:
    """Forks the server before the tests run, and lets it go once they are done."""

    def __init__(self, task: PytestTask, events: Events, recorder: Any, until: float) -> None:
        self.stubs = task["stubs"]
        self.exhaustive = task["exhaustive"]
        self.recorder = recorder
        self.trials = Trials(partial(StubRuns, recorder), partial(events.send, "stub"), until)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        """Runs around the loop over all tests."""
        if not self.stubs or not session.items:
            yield
            return
        with held_back(lambda word: self.serve(session, *word)) as tell:
            began = time.monotonic()
            yield
            tell([time.monotonic() - began, sorted(self.recorder.unsuccessful)])

    def serve(self, session: pytest.Session, spent: float, failing: list[str]) -> None:
        """What the server does: tries every stub. A function that was missed once is done."""
        session.items[:] = [item for item in session.items if clean(item.nodeid) not in failing]
        budget = max(LEAST_S, TIMES_REAL * spent)
        pending: Pending = list(enumerate(self.stubs))
        while pending and session.items:
            pending = self.tried(session, pending, budget)

    def tried(self, session: pytest.Session, pending: Pending, budget: float) -> Pending:
        """Try as many as one fork is good for: one, where all tests are run for each."""
        pending, later = (pending[:1], pending[1:]) if self.exhaustive else (pending, [])
        wanted = [stub for _, stub in pending]

        def work(runs: StubRuns) -> None:
            runs.run(session, wanted, exhaustive=self.exhaustive)

        return self.trials.tried(session, pending, work, budget) + later


class StubRuns:
    """Runs of the tests with one function replaced after the other; tells its parent about each test until one fails.

    A fork costs more than most tests, so that one fork serves many stubs. Nothing counts as noticed that would fail
    anyway: a test that noticed is run again with the function restored. If it fails then, too, the state is spoiled:
    the stub gets a fork of its own, and the test has to pass in another one with nothing replaced.
    """

    def __init__(self, recorder: Any, tell: Tell) -> None:
        self.recorder = recorder
        self.tell_value = tell
        self.failed = False
        self.null: object = None

    def tell(self, **fields: Any) -> None:
        """One JSON line to the server."""
        self.tell_value(fields)

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
