"""Follows the code of the changed functions alone: which lines they pass in which order, and what they are called with.

`sys.settrace` is told of every call, and asked for lines only where the code lies in a changed function.
"""

from __future__ import annotations

import inspect
import json
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType, FunctionType
from typing import Any, TypedDict

from . import equality, finding, stubs, values

SOURCE = "/src/"
MAX_CALLS = 40
MAX_LOOKED_AT = 400
LEFT = -1
UNKNOWN = 0
RESUMED = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
Arc = tuple[int, int]


class Watched(TypedDict):
    """A changed function: where it stands, and whether its calls are to be recorded."""

    path: str
    module: str
    qualname: str
    first: int
    last: int
    calls: bool


class Watch:
    """What was seen of one function."""

    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self.arcs: set[Arc] = set()
        self.passed: dict[int, set[int]] = {}
        self.calls: dict[str, dict[str, Any]] = {}
        self.looked_at = 0
        self.missed_calls = 0
        self.defaults: list[Any] | None = None
        self.equal_to_all = ""
        self.returned = 0

    def is_own(self, code: CodeType) -> bool:
        """Whether this is the code of the function itself, not of one inside it."""
        own = code.co_firstlineno == self.watched["first"]
        return own and code.co_name == self.watched["qualname"].rpartition(".")[2]

    def see_call(self, frame: FrameType) -> None:
        """Record what the function was called with, unless that is known, or cannot be told."""
        self.looked_at += 1
        if self.looked_at > MAX_LOOKED_AT or len(self.calls) >= MAX_CALLS:
            return
        try:
            call = arguments_of(frame, self.default_values())
            self.calls.setdefault(json.dumps(call), call)
        except (values.UntellableError, RecursionError, KeyError):
            self.missed_calls += 1

    def see_return(self, value: Any) -> None:
        """Look whether what the function gives is honest about what it equals; the first few hundred times."""
        self.returned += 1
        if not self.equal_to_all and self.returned <= MAX_LOOKED_AT:
            self.equal_to_all = equality.equal_to_all(value)

    def default_values(self) -> list[Any]:
        """The mutable default values: an argument that is one of them was not passed."""
        if self.defaults is None:
            self.defaults = []
            try:
                found = finding.find(place_of(self.watched))
            except stubs.UnlocatedError:
                return self.defaults
            self.defaults = [value for function in found.functions for value in mutable_defaults(function)]
        return self.defaults


def place_of(watched: Watched) -> finding.Place:
    """Where the function is found."""
    return {"module": watched["module"], "qualname": watched["qualname"], "first": watched["first"]}


def mutable_defaults(function: FunctionType) -> list[Any]:
    """Default values that a call could alter."""
    held = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    return [value for value in held if isinstance(value, (list, dict, set))]


def arguments_of(frame: FrameType, defaults: list[Any]) -> dict[str, Any]:
    """The arguments of the call that began this frame. Raises `UntellableError`, or KeyError where one is deleted."""
    code, held = frame.f_code, frame.f_locals
    count, only = code.co_argcount, code.co_kwonlyargcount
    names = list(code.co_varnames)
    rest = names[count + only :]
    telling = values.Telling(exact=True)
    extra: Any = held[rest.pop(0)] if code.co_flags & inspect.CO_VARARGS else ()
    named: Any = held[rest.pop(0)] if code.co_flags & inspect.CO_VARKEYWORDS else {}
    by_place = names[:count] if extra else names[: code.co_posonlyargcount]
    by_name = {name: held[name] for name in names[len(by_place) : count + only]}
    passed = {name: value for name, value in by_name.items() if not any(value is default for default in defaults)}
    try:
        args = [telling.tell(value) for value in (*(held[name] for name in by_place), *extra)]
        return {"args": args, "kwargs": [[name, telling.tell(value)] for name, value in {**passed, **named}.items()]}
    except values.TooMuchError as error:
        raise values.UntellableError("too much") from error


class Tracer:
    """The trace function, and what it saw of each watched function, test by test."""

    def __init__(self, watched: list[Watched]) -> None:
        self.watches = [Watch(one) for one in watched]
        self.files = {SOURCE + one["path"] for one in watched}
        self.known: dict[tuple[str, int], int | None] = {}
        self.test = 0
        self.seen: dict[int, set[Arc]] = {}

    def begin(self, test: int) -> None:
        """A test begins: it is known by this number."""
        self.test = test
        self.seen = {}
        threading.settrace(self.on_call)
        sys.settrace(self.on_call)

    def end(self) -> bool:
        """The test is over. False where it had taken the trace function away."""
        kept = sys.gettrace() == self.on_call
        sys.settrace(None)
        threading.settrace(None)  # pyright: ignore[reportArgumentType]
        for number, arcs in self.seen.items():
            watch = self.watches[number]
            watch.arcs |= arcs
            for line in {line for _, line in arcs if line > 0}:
                watch.passed.setdefault(line, set()).add(self.test)
        return kept

    def on_call(self, frame: FrameType, event: str, arg: Any) -> Callable[..., Any] | None:
        """Python's question whether to follow a call."""
        del event, arg
        code = frame.f_code
        if code.co_filename not in self.files:
            return None
        place = (code.co_filename, code.co_firstlineno)
        number = self.known[place] if place in self.known else self.known.setdefault(place, self.number_of(*place))
        if number is None:
            return None
        watch = self.watches[number]
        if watch.watched["calls"] and watch.is_own(code) and is_fresh(frame):
            watch.see_call(frame)
        return following(self.seen.setdefault(number, set()), watch if watch.is_own(code) else None)

    def number_of(self, path: str, line: int) -> int | None:
        """The watched function that a line lies in: the smallest, for one may lie in another."""
        found = [
            (one["last"] - one["first"], number)
            for number, one in enumerate(watch.watched for watch in self.watches)
            if SOURCE + one["path"] == path and is_in(line, one)
        ]
        return min(found)[1] if found else None


def is_in(line: int, watched: Watched) -> bool:
    """Whether the line lies in the function."""
    return watched["first"] <= line <= watched["last"]


def is_fresh(frame: FrameType) -> bool:
    """Whether the frame has just begun: a generator or coroutine is entered again at each step."""
    if not frame.f_code.co_flags & RESUMED:
        return True
    code = frame.f_code
    flags = (code.co_flags & inspect.CO_VARARGS, code.co_flags & inspect.CO_VARKEYWORDS)
    count = code.co_argcount + code.co_kwonlyargcount + sum(map(bool, flags))
    return frame.f_lineno == code.co_firstlineno and set(frame.f_locals) <= {
        *code.co_varnames[:count],
        *code.co_freevars,
    }


def following(arcs: set[Arc], watch: Watch | None) -> Callable[..., Any]:
    """The trace function of one frame: it notes each step from line to line, and shows `watch` what comes of it."""
    before = UNKNOWN

    def step(frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
        nonlocal before
        if event == "line":
            arcs.add((before, frame.f_lineno))
            before = frame.f_lineno
        elif event == "return":
            arcs.add((before, LEFT))
            if watch is not None:
                watch.see_return(arg)
        elif event == "exception":
            before = UNKNOWN
        return step

    return step
