"""A pytest plugin that runs inside the sandbox: each test fails somewhere in the project, and the way down is told.

The fault is thrown at the first line of one of the functions that the test calls, the second to the ninth: which, the
node id says. A test that calls fewer, or handles the fault, ends as it does without it.
"""

import gc
import json
import sys
import zlib
from collections.abc import Callable
from types import FrameType
from typing import Any

SOURCE = "/src/"
MARK = "stelp-traceback "
FIRST, DEPTHS = 2, 8
told: list[list[Any]] = []


class SeededFaultError(Exception):
    """What is thrown into a test."""


class Thrower:
    """The trace function of one test: the fault comes with the call of that number."""

    def __init__(self, nodeid: str) -> None:
        self.left = FIRST + zlib.crc32(nodeid.encode("utf-8", "backslashreplace")) % DEPTHS

    def on_call(self, frame: FrameType, event: str, arg: object) -> Callable[..., Any] | None:
        """Python's question whether to follow a call."""
        del event, arg
        if not frame.f_code.co_filename.startswith(SOURCE):
            return None
        self.left -= 1
        return self.throw if self.left == 0 else None

    def throw(self, frame: FrameType, event: str, arg: object) -> None:
        """At the first line of the function that was called."""
        del frame, event, arg
        raise SeededFaultError


def way(error: BaseException | None) -> list[list[list[Any]]]:
    """The project's frames that an exception passed, as path, line and function; then those of what it came from."""
    ways: list[list[list[Any]]] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        ways.append(frames(error))
        error = error.__cause__ or error.__context__
    return ways


def frames(error: BaseException) -> list[list[Any]]:
    """From the outermost to the innermost."""
    passed: list[list[Any]] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename.startswith(SOURCE):
            passed.append([code.co_filename[len(SOURCE) :], trace.tb_lineno, code.co_name])
        trace = trace.tb_next
    return passed


def pytest_collection_finish() -> None:
    """The calls of a test are counted: what the collector ends at a time of its own would be counted with them."""
    gc.disable()


def pytest_runtest_call(item: Any) -> None:
    """Before pytest calls the test: a plugin that came later is asked first."""
    sys.settrace(Thrower(item.nodeid).on_call)


def pytest_runtest_makereport(item: Any, call: Any) -> None:
    """A phase of a test is over."""
    sys.settrace(None)
    if call.excinfo is not None:
        told.append([item.nodeid, call.when, way(call.excinfo.value)])


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """All tests are over, and nothing is captured any more."""
    for one in told:
        terminalreporter.write_line(MARK + json.dumps(one))
