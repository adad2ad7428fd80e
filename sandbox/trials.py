"""What became of trying one thing after the other on the tests, stubs and faults alike, as the forks that tried tell.

A fork costs more than most tests, so that one serves many trials, until it dies, hangs or is spoiled.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from .events import clean
from .forks import Tell, Told, forked

LEAST_S = 2.0
UNREPEATABLE = "fails, and does not pass with the function in place"
BROKEN_OFF = "the run with the function replaced broke off outside of any test"

Pending = list[tuple[int, Any]]
"""What is still to be tried, by the number under which it is reported."""


class Trials:
    """Tries in forks. `runs` makes what works in a fork from the function by which it tells.

    `report` is told each number with what became of it; nothing goes on behind `until`.
    """

    def __init__(self, runs: Callable[[Tell], Any], report: Callable[..., None], until: float) -> None:
        self.runs = runs
        self.report = report
        self.until = until

    def tried(self, session: pytest.Session, pending: Pending, work: Callable[[Any], None], budget: float) -> Pending:
        """Let one fork try the pending items in turn; gives back those that are left when it is of no more use."""
        done = 0
        with self.fork(work) as told:
            for index, _ in pending:
                left = self.until - time.monotonic()
                record, useful = became(told, min(budget, left)) if left > 0 else ({"unlocated": "no time left"}, True)
                done += not record.get("again", False)
                if record.pop("doubt", False) and not self.passes_alone(session, record["killed_by"]):
                    record = {"unlocated": f"{record['killed_by']} {UNREPEATABLE}"}
                if record.keys() & {"ran", "unlocated"}:
                    self.report(index=index, **record)
                if not useful:
                    break
        return pending[done:]

    def passes_alone(self, session: pytest.Session, nodeid: str) -> bool:
        """Whether the test passes in a fork of its own, with nothing replaced."""
        item = next(item for item in session.items if clean(item.nodeid) == nodeid)
        with self.fork(lambda runs: runs.run_alone(session, item)) as told:
            return list(told.until(min(self.until, time.monotonic() + LEAST_S))) == [{"passed": True}]

    def fork(self, work: Callable[[Any], None]) -> AbstractContextManager[Told]:
        """A fork that does `work`."""
        return forked(lambda tell: work(self.runs(tell)))


def became(told: Told, seconds: float) -> tuple[dict[str, Any], bool]:
    """What one trial shows, and whether the fork is good for another: one that died or hung has noticed."""
    running, ran = "", 0
    for line in told.until(time.monotonic() + seconds):
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
