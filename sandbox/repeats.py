"""Runs the tests again in forks of the process as it was collected, the last time in reverse order: are they stable?

The fork that waits with the collected state (the server) is made before the real run, and begins when that is done.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from .events import Events, clean
from .forks import forked, held_back
from .stub_runs import StubRuns
from .task import PytestTask
from .trials import LEAST_S

SLACK = 1.5
"""Times as long as the real run that one more of them may take."""


class Repeats:
    """Forks the server before the tests run, and lets it go once they are done."""

    def __init__(self, task: PytestTask, events: Events, recorder: Any, until: float) -> None:
        self.repeats = task["repeats"]
        self.seconds = task["repeat_s"]
        self.events = events
        self.recorder = recorder
        self.until = until

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        """Runs around the loop over all tests."""
        if not self.repeats or not session.items:
            yield
            return
        with held_back(lambda spent: self.serve(session, spent)) as tell:
            yield
            tell(self.recorder.spent)

    def serve(self, session: pytest.Session, each: float) -> None:
        """What the server does: runs all tests again as often as the time allows."""
        if each * self.repeats > self.seconds:
            return
        for index in range(self.repeats):
            left = self.until - time.monotonic()
            if left <= 0:
                break
            self.repeat(session, index, min(left, max(LEAST_S, each * SLACK)))

    def repeat(self, session: pytest.Session, index: int, seconds: float) -> None:
        """One more run, told as one event: how many tests ran, and which of them did not succeed."""
        backwards = index == self.repeats - 1
        ran, running, complete = 0, "", False
        failing: list[str] = []
        with forked(lambda tell: AgainRuns(self.recorder, tell).all(session, backwards=backwards)) as told:
            for line in told.until(time.monotonic() + seconds):
                match line:
                    case {"started": str(running)}:
                        ran += 1
                    case {"passed": bool(passed)}:
                        failing += [] if passed else [running]
                    case _:
                        complete = True
        self.events.send("repeat", backwards=backwards, ran=ran, unsuccessful=failing, complete=complete)


class AgainRuns(StubRuns):
    """A run with nothing replaced, to its end."""

    def all(self, session: pytest.Session, *, backwards: bool) -> None:
        """Every test, each told before it is run and when it is over."""
        self.begin(session)
        items = session.items[::-1] if backwards else session.items
        for item, following in zip(items, [*items[1:], None], strict=True):
            self.tell(started=clean(item.nodeid))
            self.tell(passed=self.passes(item, following))
        self.tell(complete=True)
