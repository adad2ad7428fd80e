"""Runs the tests that pass a changed line again with a small fault in it, in forks of the collected process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any, TypedDict, cast

import pytest

from . import default_values, finding, stubs
from .events import clean
from .forks import held_back
from .stub_runs import StubRuns
from .trials import Pending, Trials

LEAST_S = 1.0
TIMES_REAL = 10


class Chunk(TypedDict):
    """The statement at the top of a file that holds a function, and the line where it begins."""

    place: finding.Place
    line: int
    text: str


class Mutant(TypedDict):
    """An edit of a chunk, in bytes of its UTF-8, and the line that it alters. `watched` is the function's number.

    `default`: what is edited is a default value, a literal.
    """

    chunk: int
    watched: int
    line: int
    start: int
    end: int
    text: str
    default: bool


def edited(chunk: Chunk, mutant: Mutant) -> str:
    """The text with the fault in it, at the lines of the original."""
    text = chunk["text"].encode()
    altered = text[: mutant["start"]] + mutant["text"].encode() + text[mutant["end"] :]
    return "\n" * (chunk["line"] - 1) + altered.decode()


def swap(chunk: Chunk, mutant: Mutant) -> stubs.Replaced:
    """Put the fault in place. Raises `stubs.UnlocatedError`; `EquivalentError` where it makes no difference."""
    found = finding.find(chunk["place"])
    originals = [stubs.Original(f, f.__code__, f.__defaults__, f.__kwdefaults__) for f in found.functions]
    replaced = stubs.Replaced(originals, found.caches)
    if mutant["default"]:
        intact: Mutant = {**mutant, "end": mutant["start"], "text": ""}
        default_values.swap(originals, edited(chunk, intact), edited(chunk, mutant))
        stubs.forget(replaced)
        return replaced
    try:
        made = [finding.compiled_like(one.code, edited(chunk, mutant)) for one in originals]
    except SyntaxError as error:
        raise stubs.UnlocatedError(f"the fault is no Python: {error.msg}") from error
    if None in made:
        raise stubs.UnlocatedError("its code does not stand where the source says")
    if any(finding.does_the_same(one.code, cast("Any", code)) for one, code in zip(originals, made, strict=True)):
        raise EquivalentError
    for one, code in zip(originals, made, strict=True):
        cast("Any", one.function).__code__ = code
    stubs.forget(replaced)
    return replaced


class EquivalentError(Exception):
    """The fault compiles to the same code."""


class MutantControl:
    """Forks the server before the tests run, and hands it what the run has shown."""

    def __init__(self, document: dict[str, Any], survey: Any) -> None:
        self.chunks: list[Chunk] = document["chunks"]
        self.mutants: list[Mutant] = document["mutants"]
        self.seconds: float = document["mutant_s"]
        self.survey = survey

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        """Runs around the loop over all tests."""
        if not self.mutants or not session.items:
            yield
            return
        with held_back(lambda shown: self.serve(session, shown)) as tell:
            yield
            tell(self.survey.shown())

    def serve(self, session: pytest.Session, shown: dict[str, Any]) -> None:
        """What the server does: tries every fault on a line that the run has passed."""
        trials = Trials(
            partial(MutantRuns, self.survey),
            partial(self.survey.record, kind="mutant"),
            time.monotonic() + self.seconds,
        )
        pending: Pending = list(self.planned(session.items, shown))
        longest = max((sum(shown["seconds"][n] for n in item["tests"]) for _, item in pending), default=0.0)
        while pending:
            faults = [fault for _, fault in pending]

            def work(runs: MutantRuns, faults: list[Any] = faults) -> None:
                runs.try_faults(faults)

            pending = trials.tried(session, pending, work, max(LEAST_S, TIMES_REAL * longest))

    def planned(self, items: list[pytest.Item], shown: dict[str, Any]) -> Iterator[tuple[int, Any]]:
        """Each fault with the tests to run: those that passed the line and had no trouble of their own."""
        for index, mutant in enumerate(self.mutants):
            passed = shown["passed"][mutant["watched"]]
            entering = {number for numbers in passed.values() for number in numbers}
            passing = sorted(entering) if mutant["default"] else passed.get(str(mutant["line"]), [])
            tests: list[int] = [number for number in passing if number not in shown["unsuccessful"]]
            if tests:
                chunk = self.chunks[mutant["chunk"]]
                tests.sort(key=lambda number: shown["seconds"][number])
                chosen = [items[number] for number in tests]
                yield index, {"mutant": mutant, "chunk": chunk, "items": chosen, "tests": tests}
            else:
                self.survey.record(kind="mutant", index=index, uncovered=True)


class MutantRuns(StubRuns):
    """As for stubs, with a fault in place of each, and its own tests for each."""

    def try_faults(self, pending: list[Any]) -> None:
        """Try each fault until the fork is of no more use."""
        self.begin(pending[0]["items"][0].session)
        for position, fault in enumerate(pending):
            told = self.one_fault(fault, fresh=position == 0)
            self.tell(**told)
            if told.get("spoiled") or told.get("again"):
                break

    def one_fault(self, fault: dict[str, Any], *, fresh: bool) -> dict[str, Any]:
        """Put the fault in, run until a test fails, restore. `fresh`: nothing else was tried in this fork."""
        try:
            replaced = swap(fault["chunk"], fault["mutant"])
        except stubs.UnlocatedError as error:
            return {"unlocated": clean(str(error))}
        except EquivalentError:
            return {"unlocated": "", "equivalent": True}
        tests: Any = SimpleNamespace(items=fault["items"])
        noticing = next((item for item in self.started(tests) if not self.passes(item, self.following)), None)
        stubs.restore(replaced)
        if noticing is None:
            return {"noticed": False}
        if self.passes(noticing, None):
            return {"noticed": True}
        return {"noticed": True, "spoiled": True} if fresh else {"again": True}
