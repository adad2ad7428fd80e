"""Calls functions with given inputs, each function in a fork of its own, and tells what came of each call.

The host gives both sides of a change the same inputs, each in a sandbox of its own, and compares.
"""

from __future__ import annotations

import importlib
import inspect
import io
import itertools
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, TypedDict, cast

from . import finding, forks, making, source_loader, stubs, values

MAX_ITEMS = 200
SLOW_CALLS = 3
BATCH = 16
MESSAGE = 200


class Asked(TypedDict):
    """A function, and the calls to make: positional arguments, and pairs of name and value.

    With `plain` an iterator is told as what it is, not by its items.
    """

    place: finding.Place
    calls: list[dict[str, Any]]
    plain: bool


class TooSlowError(BaseException):
    """A call has taken its time. Not an `Exception`, so that the code under judgement seldom catches it."""


def run(document: dict[str, Any], record: Callable[..., None]) -> int:
    """Make the calls of every function `times` times over; records one object for each function and time."""
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 - lives as long as the process
    source_loader.install(denies=bool(document["deny"]))
    if document["deny"]:
        from . import effects

        effects.enforce(document["deny"])
    for asked in document["functions"]:
        load(asked["place"]["module"])
    for index, asked in enumerate(document["functions"]):
        for turn in range(document["times"]):
            record(index=index, turn=turn, **answers(asked, document["call_s"], document["function_s"]))
    return 0


def load(module: str) -> None:
    """Import a module once for all forks; what it raises is told where its functions are looked for."""
    try:
        importlib.import_module(module)
    except BaseException:  # noqa: BLE001 - importing the code under judgement may raise anything
        return


def answers(asked: Asked, call_s: float, function_s: float) -> dict[str, Any]:
    """What the calls of one function gave, in order, as far as the time went."""
    deadline = time.monotonic() + function_s
    with forks.forked(lambda tell: serve(asked, call_s, tell)) as told:
        first = told.next(deadline + 5)
        if first != {}:
            return {"unlocated": first["unlocated"] if first else "its process did not begin", "results": []}
        deadline = max(deadline, time.monotonic() + function_s)
        results: list[Any] = []
        while len(results) < len(asked["calls"]) and (some := told.next(deadline)) is not None:
            results += some
        return {"unlocated": "", "results": results}


def serve(asked: Asked, call_s: float, tell: forks.Tell) -> None:
    """In the fork: find the function, then call it with each input."""
    try:
        functions = finding.find(asked["place"]).functions
    except stubs.UnlocatedError as error:
        tell({"unlocated": str(error)})
        return
    except BaseException as error:  # noqa: BLE001 - importing the code under judgement may raise anything
        tell({"unlocated": f"importing its module raises {type(error).__name__}"})
        return
    tell({})
    clock, plain = Clock(call_s), asked.get("plain", False)
    told: list[dict[str, Any]] = []
    for call in asked["calls"]:
        told.append({"skipped": True} if clock.slow >= SLOW_CALLS else one_call(functions[0], call, clock, plain=plain))
        if len(told) == BATCH or "slow" in told[-1]:
            tell(told)
            told = []
    tell(told)


class Clock:
    """Bounds each call. One timer ticks for all of them: to set one for each would cost more than most calls."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.began = 0.0
        self.slow = 0
        signal.signal(signal.SIGALRM, self.tick)
        signal.setitimer(signal.ITIMER_REAL, seconds / 4, seconds / 4)

    def tick(self, *_: object) -> None:
        """End the call at hand where its time is up."""
        if self.began and time.monotonic() - self.began > self.seconds:
            raise TooSlowError


def one_call(function: FunctionType, call: dict[str, Any], clock: Clock, *, plain: bool) -> dict[str, Any]:
    """One call: what it returned or raised, and what its arguments were afterwards."""
    rebuilt = making.Making()
    try:
        args = [rebuilt.make(item) for item in call["args"]]
        kwargs = {name: rebuilt.make(item) for name, item in call["kwargs"]}
        inspect.signature(function, follow_wrapped=False).bind(*args, **kwargs)
    except Exception:  # noqa: BLE001 - an input that this version has no use for, for whatever reason
        return {"unfit": True}
    clock.began = time.monotonic()
    try:
        result = function(*args, **kwargs) if plain else ended(function(*args, **kwargs))
        raised = ""
    except TooSlowError:
        clock.slow += 1
        return {"slow": True}
    except BaseException as error:  # noqa: BLE001 - what the code under judgement raises is its answer
        result, raised = shown(error), f"{type(error).__module__}.{type(error).__qualname__}"
    finally:
        clock.began = 0.0
    told = values.tell_result(args, kwargs, None if raised else result)
    after = {"args": told[0], "kwargs": told[1]}
    return {"raised": raised, "message": result, "after": after} if raised else {"returned": told[2], "after": after}


def shown(error: BaseException) -> str:
    """The message of an exception, in few characters."""
    try:
        return str(error)[:MESSAGE].encode("utf-8", "backslashreplace").decode()
    except Exception:  # noqa: BLE001 - written by the code under judgement
        return ""


def ended(result: Any) -> Any:
    """What a call gives in the end: the items of an iterator, the result of a coroutine."""
    if inspect.iscoroutine(result) or inspect.isasyncgen(result):
        import asyncio

        return asyncio.run(items_of(result) if inspect.isasyncgen(result) else result)
    if isinstance(result, Iterator) and not isinstance(result, io.IOBase):
        items: Any = itertools.islice(cast("Any", result), MAX_ITEMS)
        return {"items": list(items)}
    return result


async def items_of(generator: Any) -> list[Any]:
    """The first items of an asynchronous generator."""
    items: list[Any] = []
    async for item in generator:
        items.append(item)
        if len(items) == MAX_ITEMS:
            break
    return items
