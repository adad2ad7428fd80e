"""The pytest plugin that tells what happened to each test, one event when it begins and one when it is over."""

from __future__ import annotations

import os
import re
import traceback
from typing import Any, TypedDict

import pytest

from .events import MESSAGE_BYTES, Events, clean

SOURCE = "/src/"
NOT_IMPORTED = re.compile(r"could not import '([\w.]+)'")
RANK = ("not-run", "passed", "xfailed", "skipped", "xpassed", "failed", "error")


class Failure(TypedDict):
    """Where and how something went wrong; `path` is relative to the source tree, empty when it was not in there."""

    path: str
    line: int
    exception: str
    message: str
    missing: str


NO_FAILURE = Failure(path="", line=0, exception="", message="", missing="")


def missing_module(error: BaseException | None) -> str:
    """The module whose absence is at the bottom of an exception, or nothing."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ModuleNotFoundError):
            return clean(str(error.name or ""))
        error = error.__cause__ or error.__context__ or getattr(error, "cause", None)
    return ""


def relative(path: str) -> str:
    """A path relative to the source tree; empty for one outside."""
    return path[len(SOURCE) :] if path.startswith(SOURCE) else ""


def innermost(error: BaseException) -> tuple[str, int]:
    """Path and line of the innermost frame in the source tree that an exception passed, else of its syntax error."""
    place = ("", 0)
    trace = error.__traceback__
    while trace is not None:
        path = relative(trace.tb_frame.f_code.co_filename)
        place = (path, trace.tb_lineno) if path else place
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and relative(error.filename or ""):
        return relative(error.filename or ""), error.lineno or 0
    return place


def root_cause(error: BaseException) -> BaseException:
    """The exception that a collection error stands for."""
    while isinstance(error, (pytest.Collector.CollectError, pytest.UsageError)) or hasattr(error, "cause"):
        below = error.__cause__ or error.__context__ or getattr(error, "cause", None)
        if not isinstance(below, BaseException):
            return error
        error = below
    return error


def describe(error: BaseException) -> Failure:
    """What an exception says, in plain data."""
    error = root_cause(error)
    text = "".join(traceback.format_exception_only(type(error), error)).strip()
    path, line = innermost(error)
    return Failure(
        path=clean(path),
        line=line,
        exception=clean(type(error).__name__),
        message=clean(text, MESSAGE_BYTES),
        missing=missing_module(error),
    )


def outcome_of(report: pytest.TestReport) -> str:
    """The outcome that one phase of a test gives to the whole."""
    if hasattr(report, "wasxfail"):
        return "xfailed" if report.skipped else "xpassed" if report.when == "call" else "passed"
    if report.failed:
        return "failed" if report.when == "call" else "error"
    if report.skipped:
        return "skipped"
    return "passed" if report.when == "call" else "not-run"


class Recorder:
    """Sends `collected`, `collect-error`, `started` and `finished` events."""

    def __init__(self, events: Events, *, flood: int) -> None:
        self.events = events
        self.failures: dict[tuple[str, str], Failure] = {}
        self.outcome = "not-run"
        self.failure = NO_FAILURE
        self.duration = 0.0
        self.unsuccessful: set[str] = set()
        self.spent = 0.0
        self.flood = flood
        self.captured = 0
        self.skipped: set[str] = set()

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any], report: Any
    ) -> None:
        """A file that cannot be collected."""
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            failure = describe(call.excinfo.value)
            path = clean(relative(os.fspath(node.path)))
            same = failure["path"] in ("", path)
            self.events.send("collect-error", **{**failure, "path": path, "line": failure["line"] if same else 0})

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that skips itself as a whole."""
        path = clean(report.nodeid.partition("::")[0])
        if report.skipped and isinstance(report.longrepr, tuple) and path not in self.skipped:
            self.skipped.add(path)
            _, line, reason = report.longrepr
            message = clean(reason, MESSAGE_BYTES)
            missing = NOT_IMPORTED.search(message)
            failure = Failure(path=path, line=line, exception="Skipped", message=message, missing="")
            self.events.send("collect-skip", **{**failure, "missing": missing[1] if missing else ""})

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """What went through pytest itself, such as a `SystemExit` at import."""
        self.events.send("collect-error", **describe(excinfo.value))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """All that will run is known now."""
        self.events.send("collected", ids=[clean(item.nodeid) for item in session.items])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        self.outcome, self.failure, self.duration = "not-run", NO_FAILURE, 0.0
        self.events.send("started", id=clean(nodeid))

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[Any]) -> Any:
        """Keep what the exception says: reports only hold its rendering."""
        yield
        if call.excinfo is not None:
            self.failures[item.nodeid, call.when] = describe(call.excinfo.value)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One phase is over; the worst phase speaks for the test. A report that hides its exception is not believed."""
        self.duration += report.duration
        self.spent += report.duration
        self.count(report)
        failure = self.failures.get((report.nodeid, report.when or ""))
        outcome = outcome_of(report)
        if failure is not None and outcome in ("passed", "not-run"):
            outcome = "failed" if report.when == "call" else "error"
        if RANK.index(outcome) <= RANK.index(self.outcome):
            return
        self.outcome = outcome
        self.failure = failure or NO_FAILURE

    def count(self, report: pytest.TestReport) -> None:
        """What tests print goes to pytest's own files first: the flood is counted here, and told once."""
        before = self.captured
        self.captured += sum(len(text) for name, text in report.sections if name.endswith(report.when or ""))
        if before <= self.flood < self.captured:
            self.events.send("flood", id=clean(report.nodeid))

    def pytest_runtest_logfinish(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        """A test is over."""
        failure = self.failure
        if not failure["path"]:
            failure = Failure({**failure, "path": clean(location[0]), "line": (location[1] or 0) + 1})
        if self.outcome in ("failed", "error", "not-run"):
            self.unsuccessful.add(clean(nodeid))
        self.failures.clear()
        self.events.send("finished", id=clean(nodeid), outcome=self.outcome, duration_s=self.duration, **failure)
