"""Tries small faults in what runs when a module is imported, each in a fork that imports the project anew.

The fork that waits (the server) is made before pytest is given anything of the project. Once the tests have run it
collects and runs them again as they are: only what passes both times can notice a fault.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Generator
from typing import Any, TypedDict

import pytest

from . import finding, options, pytest_child, stub_runs
from .events import clean
from .forks import Tell, Told, forked, held_back
from .source_loader import SourceLoader
from .tracing import SOURCE

LEAST_S = 2.0
TIMES_REAL = 5
LEFT = "its interpreter did not come to the end of the tests"
COLLECTED = "the tests that are collected"


class Fault(TypedDict):
    """Bytes `start` to `end` of the file at `path` become `text`."""

    index: int
    path: str
    start: int
    end: int
    text: str


@contextlib.contextmanager
def waiting(document: dict[str, Any], finder: Any, record: Callable[..., None]) -> Generator[Tell]:
    """Holds the server back; the block tells it which tests pass, in a list of ids. Nothing where there is no fault."""
    if not document["imported"]:
        yield lambda _: None
        return
    server = Server(document, finder, record)
    with held_back(server.serve) as tell:
        yield tell


class Server:
    """What the waiting fork does."""

    def __init__(self, document: dict[str, Any], finder: Any, record: Callable[..., None]) -> None:
        self.task: Any = document["pytest"]
        self.faults: list[Fault] = document["imported"]
        self.seconds: float = document["mutant_s"]
        self.finder = finder
        self.record = record
        self.until = 0.0

    def serve(self, passing: list[str]) -> None:
        """Try every fault while the time lasts, and tell what became of each."""
        began = time.monotonic()
        self.until = began + self.seconds
        expected = self.unaltered(passing)
        budget = max(LEAST_S, TIMES_REAL * (time.monotonic() - began))
        for fault in self.faults:
            self.record(kind="mutant", index=fault["index"], **self.tried(fault, expected, budget))

    def unaltered(self, passing: list[str]) -> list[str]:
        """Those that pass again with nothing altered, in the order in which they are collected."""
        passed: list[str] = []
        with self.fork({}, passing, leave=False) as told:
            for line in told.until(self.until):
                passed += [line["passed"]] if "passed" in line else []
        return passed

    def tried(self, fault: Fault, expected: list[str], budget: float) -> dict[str, Any]:
        """What became of one fault."""
        path = SOURCE + fault["path"]
        try:
            altered = self.altered(path, fault)
        except (OSError, SyntaxError, ValueError) as error:
            return {"unlocated": f"the fault cannot be put in: {type(error).__name__}"}
        if altered is None:
            return {"equivalent": True}
        left = self.until - time.monotonic()
        if not expected or left <= 0:
            return {"uncovered": True} if not expected and left > 0 else {"unlocated": "no time left"}
        with self.fork({path: altered}, expected, leave=True) as told:
            return self.became(told, min(budget, left), path, len(expected))

    def altered(self, path: str, fault: Fault) -> bytes | None:
        """The file with the fault in it; None where it compiles to the same code."""
        with open(path, "rb") as file:  # noqa: PTH123 - as in pytest_child
            text = file.read()
        made = text[: fault["start"]] + fault["text"].encode() + text[fault["end"] :]
        before, after = (compile(one, path, "exec", dont_inherit=True) for one in (text, made))
        return None if finding.does_the_same(before, after) else made

    def became(self, told: Told, seconds: float, path: str, number: int) -> dict[str, Any]:
        """A fork that ends early or takes too long has noticed, unless all of the time is over."""
        running = ""
        for line in told.until(time.monotonic() + seconds):
            running = line.get("started", running)
            if "by" in line:
                return {"ran": number, "killed_by": line["by"]}
            if "loaded" in line:
                return {"ran": number} if path in line["loaded"] else {"uncovered": True}
        if time.monotonic() >= self.until:
            return {"unlocated": "no time left"}
        return {"ran": number, "killed_by": running or LEFT}

    def fork(
        self, altered: dict[str, bytes], expected: list[str], *, leave: bool
    ) -> contextlib.AbstractContextManager[Told]:
        """A fork that imports, collects and runs; with `leave` it is gone at the first test that notices."""

        def work(tell: Tell) -> None:
            SourceLoader.altered.update(altered)
            null = stub_runs.mute()
            noticing = Noticing(tell, expected, leave=leave)
            plugins = [noticing, options.OptionFilter(), pytest_child.Selection(self.task, self.finder)]
            pytest_child.run_pytest(pytest_child.arguments(self.task), plugins, Refused(noticing))
            noticing.end()
            tell({"loaded": sorted(path for path in SourceLoader.loaded if path in altered)})
            del null

        return forked(work)


class Noticing:
    """The pytest plugin that tells which tests pass, or the first one that does not."""

    def __init__(self, tell: Tell, expected: list[str], *, leave: bool) -> None:
        self.tell = tell
        self.expected = set(expected)
        self.files = {nodeid.partition("::")[0] for nodeid in expected}
        self.passed: set[str] = set()
        self.leave = leave

    def notice(self, by: str) -> None:
        """This one does not pass any more."""
        if self.leave:
            self.tell({"by": by})
            os._exit(0)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file of which tests passed cannot be collected."""
        if report.failed and clean(report.nodeid) in self.files:
            self.notice(clean(report.nodeid))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        self.tell({"started": clean(nodeid)})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One phase of a test is over."""
        nodeid = clean(report.nodeid)
        if report.failed and nodeid in self.expected:
            self.expected.discard(nodeid)
            self.notice(nodeid)
        elif report.when == "teardown" and nodeid in self.expected:
            self.passed.add(nodeid)
            if not self.leave:
                self.tell({"passed": nodeid})

    def end(self) -> None:
        """All tests are over: some may not have been collected any more."""
        if self.expected - self.passed:
            self.notice(COLLECTED)


class Refused:
    """Stands in for the runner's events: that pytest would not begin has noticed, too."""

    def __init__(self, noticing: Noticing) -> None:
        self.noticing = noticing
        self.events = self

    def send(self, kind: str, **fields: Any) -> None:
        """What `pytest_child.refuse` tells."""
        del fields
        if kind == "usage":
            self.noticing.notice(COLLECTED)
