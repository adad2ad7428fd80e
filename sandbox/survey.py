"""The pytest plugin that follows the changed functions through each test, and tells what it saw in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from . import finding, tracing
from .events import clean

MAX_TESTS = 50
"""Tests that are named for a line."""


def code_lines(watched: tracing.Watched) -> list[int]:
    """The lines of a function that have code, as this interpreter compiles it; none where it does not compile."""
    path = tracing.SOURCE + watched["path"]
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as in pytest_child
            whole = compile(file.read(), path, "exec", dont_inherit=True)
    except (OSError, SyntaxError, ValueError):
        return []
    inside = [code for code in finding.codes(whole) if tracing.is_in(code.co_firstlineno, watched)]
    lines = {line for code in inside for _, _, line in code.co_lines() if line is not None}
    return sorted(line for line in lines if tracing.is_in(line, watched))


class Sender:
    """Stands in for the runner's events: that pytest would not begin is the one that counts here."""

    def __init__(self, record: Callable[..., None]) -> None:
        self.record = record

    def send(self, kind: str, **fields: Any) -> None:
        """One record."""
        if kind == "usage":
            self.record(kind="unusable", reason=fields["message"])


class Refusal:
    """Stands in for a recorder where nothing but pytest's refusal to begin is told."""

    def __init__(self, record: Callable[..., None]) -> None:
        self.events = Sender(record)


class Survey:
    """Numbers the tests in the order of their collection."""

    def __init__(self, document: dict[str, Any], record: Callable[..., None]) -> None:
        self.record = record
        self.events = Sender(record)
        self.tracer = tracing.Tracer(document["watched"])
        self.numbers: dict[int, int] = {}
        self.ids: list[str] = []
        self.seconds: list[float] = []
        self.unsuccessful: set[int] = set()
        self.disturbed = ""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """All that will run is known now."""
        self.ids = [clean(item.nodeid) for item in session.items]
        self.seconds = [0.0] * len(self.ids)
        self.numbers = {id(item): number for number, item in enumerate(session.items)}

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Follow one test, fixtures included."""
        number = self.numbers.get(id(item), 0)
        self.tracer.begin(number)
        try:
            yield
        finally:
            if not self.tracer.end():
                self.disturbed = self.disturbed or clean(item.nodeid)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[Any]) -> Iterator[None]:
        """Keep how long each test took, and which had trouble."""
        number = self.numbers.get(id(item), 0)
        self.seconds[number] += call.duration
        if call.excinfo is not None:
            self.unsuccessful.add(number)
        yield

    def shown(self) -> dict[str, Any]:
        """What the run has shown, for those that go on from it."""
        passed = [{line: sorted(tests) for line, tests in watch.passed.items()} for watch in self.tracer.watches]
        return {"passed": passed, "seconds": self.seconds, "unsuccessful": sorted(self.unsuccessful)}

    def passing(self) -> list[str]:
        """The ids of the tests that had no trouble."""
        return [nodeid for number, nodeid in enumerate(self.ids) if number not in self.unsuccessful]

    def tell(self) -> None:
        """One record for each watched function."""
        for index, watch in enumerate(self.tracer.watches):
            tests = sorted({test for tests in watch.passed.values() for test in tests})
            self.record(
                kind="watched",
                index=index,
                arcs=sorted(watch.arcs),
                tests=[self.ids[number] for number in tests[:MAX_TESTS]],
                reached_by=len(tests),
                calls=list(watch.calls.values()),
                missed_calls=watch.missed_calls,
                disturbed=self.disturbed,
                equal_to_all=clean(watch.equal_to_all),
            )
