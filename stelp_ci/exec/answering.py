"""Answers the calls that programs make: checks each against the tool's schema and bounds, and keeps a record of it."""

import threading
import time
from typing import Any, NamedTuple

import msgspec

from stelp_ci.exec.json_schema import problem_with
from stelp_ci.exec.tools import Tool, Toolbox
from stelp_ci.model.program_run import ToolCall
from stelp_ci.model.value import Value
from stelp_ci.transpile.plain_data import PlainError, decode, encode, holds_opaque

DETAIL = 500
RECORDED = 1_000
"""The most calls of one program that are kept; the runner ends a program that makes more."""


class _Call(Value, frozen=True, kw_only=True):
    """What a program sends: the name of a tool, and its keywords as JSON data."""

    tool: str
    arguments: dict[str, Any]


class _Attempt(NamedTuple):
    """What came of running the tool once: JSON data, or why there is none."""

    value: Any = None
    problem: str = ""


_CALL = msgspec.json.Decoder(_Call)


class Answering:
    """Answers for the programs of one sandbox; `calls` are the records by the number of the program."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._tools = {tool.name: tool for tool in toolbox.tools}
        self.calls: dict[int, list[ToolCall]] = {}
        self._last: dict[tuple[int, str], float] = {}

    def answer(self, number: int, said: bytes) -> bytes:
        """The answer to one call of program `number`, as JSON. Whatever was said, there is one."""
        begun = time.monotonic()
        record, value = self._judged(number, said)
        spent = round((time.monotonic() - begun) * 1000, 3)
        kept = self.calls.setdefault(number, [])
        if len(kept) < RECORDED:
            kept.append(msgspec.structs.replace(record, ms=spent))
        answer = {"value": value} if record.outcome == "answered" else {"error": record.detail}
        return msgspec.json.encode(answer)

    def of(self, number: int) -> tuple[ToolCall, ...]:
        """The calls of one program, in order."""
        return tuple(self.calls.get(number, ()))

    def _judged(self, number: int, said: bytes) -> tuple[ToolCall, Any]:
        try:
            call = _CALL.decode(said)
            arguments = {name: decode(value) for name, value in call.arguments.items()}
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, PlainError) as error:
            return _refused("?", None, f"the call cannot be read: {error}"), None
        tool = self._tools.get(call.tool)
        if tool is None:
            return _refused(call.tool[:100], call.arguments, "there is no such tool"), None
        problem = problem_with(arguments, tool.parameters) or _foreign(arguments) or self._bound(number, tool)
        if problem:
            return _refused(tool.name, call.arguments, problem), None
        return _tried(tool, arguments, call.arguments)

    def _bound(self, number: int, tool: Tool) -> str:
        """Why the tool must not be called again, or nothing; a call that comes too soon waits its turn."""
        made = sum(call.tool == tool.name and call.outcome != "refused" for call in self.of(number))
        if made >= tool.calls:
            return f"{tool.calls} calls were made, which is the bound"
        wait = self._last.get((number, tool.name), 0.0) + 1 / tool.rate - time.monotonic() if tool.rate else 0.0
        if wait > tool.timeout_s:
            return f"the next call is allowed in {wait:.1f} s only"
        if wait > 0:
            time.sleep(wait)
        self._last[number, tool.name] = time.monotonic()
        return ""


def _refused(tool: str, arguments: Any, why: str) -> ToolCall:
    return ToolCall(tool=tool, arguments=arguments, outcome="refused", detail=why[:DETAIL])


def _foreign(arguments: dict[str, Any]) -> str:
    """A schema of plain types cannot match an opaque value by accident, except through an open array."""
    return "arguments are plain data only" if holds_opaque(arguments) else ""


def _tried(tool: Tool, arguments: dict[str, Any], said: Any) -> tuple[ToolCall, Any]:
    """Run the tool until an attempt succeeds or none is left."""
    attempt, tries = _Attempt(problem="not tried"), 0
    while attempt.problem and tries <= tool.retries:
        attempt, tries = _attempt(tool, arguments), tries + 1
    outcome = "failed" if attempt.problem else "answered"
    record = ToolCall(tool=tool.name, arguments=said, outcome=outcome, detail=attempt.problem[:DETAIL], attempts=tries)
    return record, attempt.value


def _attempt(tool: Tool, arguments: dict[str, Any]) -> _Attempt:
    """Run the tool once, in a thread that is left behind when its time is up."""
    done: list[_Attempt] = []
    thread = threading.Thread(target=lambda: done.append(_ran(tool, arguments)), daemon=True, name=f"tool {tool.name}")
    thread.start()
    thread.join(tool.timeout_s)
    return done[0] if done else _Attempt(problem=f"no answer within {tool.timeout_s:g} s")


def _ran(tool: Tool, arguments: dict[str, Any]) -> _Attempt:
    """What the tool returns, as JSON data. Whatever it raises is the tool's failure, and is told to the program."""
    failure = _Failure()
    coded: Any = None
    with failure:
        coded = encode(tool.function(**arguments))
    if failure.told:
        return _Attempt(problem=failure.told)
    if holds_opaque(decode(coded)):
        return _Attempt(problem="the result is no plain data, or too much of it")
    if len(msgspec.json.encode(coded)) > tool.result_bytes:
        return _Attempt(problem=f"the result has more than {tool.result_bytes} bytes")
    return _Attempt(coded)


class _Failure:
    """Keeps what the embedder's function raised: a failure of the tool is an answer, and does not end the run."""

    told = ""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        """Keep the class and the message of any exception."""
        del trace
        self.told = f"{kind.__name__}: {error}" if kind else ""
        return True
