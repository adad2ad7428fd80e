"""Times tools side by side in one process: each round runs every tool once, in an order that turns."""

import gc
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

SLOW_S = 2.0
"""A run that takes longer is not repeated: its noise is small beside it."""


class Refused(Exception):
    """The job cannot be read."""


class Denied(Exception):
    """Never raised here."""


def prepare(text: str) -> Callable[[], None]:
    """The job in `text`: which tools, how many rounds, and what to time. What came of it is printed as JSON."""
    if not text.startswith("{"):
        return lambda: None
    job: dict[str, Any] = json.loads(text)
    return lambda: print(json.dumps(TIMERS[job["what"]](job)))  # noqa: T201 - how the result leaves the sandbox


def workloads(job: dict[str, Any]) -> dict[str, Any]:
    """Seconds of each run: by workload, then tool. Results have to be equal to CPython's."""
    drivers: Any = import_module("timing_tools")
    sys.setrecursionlimit(5000)
    tools = {name: drivers.DRIVERS[name]() for name in job["tools"]}
    gc.freeze()
    found: dict[str, Any] = {}
    for workload, text in job["programs"]:
        runs = {name: attempt(partial(tool.called, text)) for name, tool in tools.items()}
        expected = runs["CPython"]()
        found[workload] = rounds(runs, job["rounds"], expected)
    return found


def attempt(make: Callable[[], object]) -> Any:
    """What `make` gives, or the text of what it raised: a tool that cannot take a program has no time for it."""
    caught = Caught()
    with caught:
        return make()
    return caught.told


class Caught:
    """Keeps the text of what was raised, whatever it was."""

    told = ""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        """Take it."""
        del trace
        self.told = f"{kind.__name__}: {error}"[:300] if kind else ""
        return True


def rounds(runs: dict[str, Any], count: int, expected: object) -> dict[str, Any]:
    """Run them in turns; the seconds of each, or why there are none."""
    found: dict[str, Any] = {name: [] if callable(run) else str(run) for name, run in runs.items()}
    names = [name for name, run in runs.items() if callable(run)]
    for number in range(count):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            if isinstance(found[name], list) and (not found[name] or found[name][0] < SLOW_S):
                spent = once(runs[name], expected)
                found[name] = [*found[name], spent] if spent >= 0 else "wrong result"
    return found


def once(run: Callable[[], object], expected: object) -> float:
    """Seconds of one run; negative where its result is not the expected one."""
    spent, result = spent_by(run)
    return spent if result == expected else -1.0


def spent_by(run: Callable[[], object]) -> tuple[float, object]:
    """Seconds of one run, and what it gave.

    As with `timeit`, no run pays for the garbage of another: it is collected before, and not meanwhile.
    """
    gc.collect()
    gc.disable()
    try:
        begun = time.perf_counter()
        result = run()
        return time.perf_counter() - begun, result
    finally:
        gc.enable()


def human_eval(job: dict[str, Any]) -> dict[str, Any]:
    """For each tool the seconds of every program that it completes, by program, round by round."""
    return in_turn(job, loaded_before)


def whole(job: dict[str, Any]) -> dict[str, Any]:
    """Seconds from a text to the end of its run, by tool and program: what the tool completes, round by round."""
    return in_turn(job, from_the_text)


def loaded_before(tool: Any, text: str) -> Any:
    """The time of the run alone. What a tool says of a program that came to its end is its own affair."""
    run = attempt(partial(tool.loaded, text))
    return attempt(lambda: spent_by(run)[0]) if callable(run) else None


def from_the_text(tool: Any, text: str) -> Any:
    """The time of loading and running."""
    return attempt(lambda: spent_by(lambda: tool.loaded(text)())[0])


def in_turn(job: dict[str, Any], timed: Callable[[Any, str], Any]) -> dict[str, Any]:
    """What `timed` gives for each tool and program, the tools taking turns at being the first."""
    drivers: Any = import_module("timing_tools")
    tools = {name: drivers.DRIVERS[name]() for name in job["tools"]}
    gc.freeze()
    found: dict[str, dict[str, Any]] = {name: {} for name in tools}
    for program, text in job["programs"]:
        for number in range(job["rounds"]):
            turn = number % len(tools)
            for name in [*tools][turn:] + [*tools][:turn]:
                known = found[name].get(program, [])
                spent = timed(tools[name], text) if not known or known[0] < SLOW_S else None
                if isinstance(spent, float):
                    found[name][program] = [*known, spent]
    return found


def latency(job: dict[str, Any]) -> dict[str, Any]:
    """Seconds of every way of compiling, by its name and by program; and those of making a namespace."""
    drivers: Any = import_module("timing_tools")
    ways = drivers.compilers()
    found: dict[str, dict[str, list[float]]] = {name: {} for name in ways}
    for program, text in job["programs"]:
        for number in range(job["rounds"]):
            turn = number % len(ways)
            for name in [*ways][turn:] + [*ways][:turn]:
                begun = time.perf_counter()
                attempt(partial(ways[name], text))
                found[name].setdefault(program, []).append(time.perf_counter() - begun)
    return found


TIMERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "workloads": workloads,
    "human-eval": human_eval,
    "whole": whole,
    "latency": latency,
}
