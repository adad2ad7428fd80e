"""The process of one program: checks and rewrites it, runs it, and reports what it amounted to.

What stands before the program's first line is told by trusted code alone. All that follows comes from a process in
which the program ran: its parent knows how it ended, and nothing here is believed beyond that.
"""

import os
import sys
import time
from types import CodeType
from typing import Any

from . import program_profiles
from .events import Events, clean
from .guard import EVENTS_FD
from .marks import mark
from .pipes import write_whole
from .program_calls import HostTools
from .program_profiles import Ready, Refused
from .task import Program, Programs
from .transpiler import part

plain_data = part("plain_data")
MESSAGE_BYTES = 4096
SPARE_FRAMES = 60
"""Frames for our own code, above the recursion that the policy allows the program."""
SPARE_BYTES = 4 << 20
"""Given back when the program is over: telling that it ran out of memory takes memory, and it may hold all of it."""


def preload(programs: Programs, *, many: bool) -> None:
    """Load what these programs need, before any of them is forked."""
    program_profiles.preload(programs, many=many)


def run(programs: Programs, program: Program, source: bytes, token: str) -> int:
    """Check one program, whose text is `source`, run it, and report; returns the exit code."""
    events = Events(EVENTS_FD, token)
    began = time.perf_counter()
    tools = HostTools(programs["tools"])
    seen = program_profiles.prepare(programs, source, tools.functions())
    spent_ms = (time.perf_counter() - began) * 1000
    if isinstance(seen, Refused):
        events.send("record", body={"step": "refused", "ms": spent_ms, "violations": list(seen.violations)})
    else:
        events.send("record", body={"step": "transpiled", "ms": spent_ms})
        mark(token)
        ended = outcome_of(seen, program)
        write_out(seen.printed())
        events.send("record", body={"step": "ended", "effects": seen.effects(), **ended})
    events.send("end", exit=0)
    return 0


def outcome_of(ready: Ready, program: Program) -> "dict[str, Any]":
    """Run the program; how it ended, with its value or its exception as plain data."""
    arguments = [plain_data.decode(value) for value in program["arguments"]]
    keywords = {name: plain_data.decode(value) for name, value in program["keywords"].items()}
    os.chdir("/tmp")  # noqa: S108 - a private tmpfs
    sys.setrecursionlimit(ready.recursion + SPARE_FRAMES)
    spare = bytes(SPARE_BYTES)  # reserved, but not touched: pages are dear in here
    began = time.perf_counter()
    try:
        value = execute(ready.code, ready.namespace, program["entry"], arguments, keywords)
        spent_ms = (time.perf_counter() - began) * 1000
        sys.setrecursionlimit(max(ready.recursion + SPARE_FRAMES, 1000))
        if (kept := ready.kept()) is not None:
            return {"ms": spent_ms, **ending_of(kept)}
        return {"kind": "completed", "ms": spent_ms, "value": plain_data.encode(value, describe)}
    except BaseException as error:  # noqa: BLE001 - the program's own: whatever it raises is what is reported
        del spare
        spent_ms = (time.perf_counter() - began) * 1000
        return {"ms": spent_ms, **ending_of(ready.kept() or error)}


def execute(
    code: CodeType, namespace: "dict[str, Any]", entry: str, arguments: "list[Any]", keywords: "dict[str, Any]"
) -> Any:
    """Run the program's text and, where an entry is named, call it; its value."""
    exec(code, namespace)  # noqa: S102 - in gVisor, as nobody: this is what the sandbox is for
    if not entry:
        return None
    function = namespace.get(entry)
    if not callable(function):
        raise LookupError(f"the program defines no function {entry!r}")  # noqa: TRY004 - it may not be there at all
    return function(*arguments, **keywords)


def ending_of(error: BaseException) -> "dict[str, Any]":
    """What an exception that ended the program says: stopped by a bound, denied by the policy, or raised."""
    told = {"type": clean(type(error).__name__, 200), "message": message_of(error), "line": line_of(error)}
    for stop in program_profiles.stops():
        if type(error) is stop.kind:
            return {"kind": stop.name, "exception": told, "limit": stop.limit_of(error), "code": stop.code_of(error)}
    if isinstance(error, (MemoryError, RecursionError)):
        limit = "memory" if isinstance(error, MemoryError) else "recursion"
        return {"kind": "stopped", "exception": told, "limit": limit}
    return {"kind": "raised", "exception": told}


def message_of(error: BaseException) -> str:
    """The exception's text; the class of what its own `__str__` raises, where it raises."""
    try:
        text = str(error)
    except BaseException as second:  # noqa: BLE001 - the program's own `__str__`
        text = f"<{type(second).__name__} while its message was read>"
    return clean(text[:MESSAGE_BYTES], MESSAGE_BYTES)


def line_of(error: BaseException) -> int:
    """The line of the program in which the exception was raised, or that a denial names; 0 where none is known."""
    line, trace = program_profiles.line_told(error), error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in program_profiles.FILENAMES:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def write_out(text: str) -> None:
    """Hand over what a profile kept of the program's output."""
    write_whole(1, text.encode("utf-8", "backslashreplace"))


def describe(value: object) -> str:
    """The `repr` of something that is no plain data, cut short."""
    try:
        text = repr(value)
    except BaseException as error:  # noqa: BLE001 - the program's own `__repr__`
        text = f"<{type(error).__name__} while its repr was made>"
    return clean(text[:2000], 2000)
