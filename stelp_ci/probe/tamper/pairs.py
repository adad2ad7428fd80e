"""Which test of the head is which test of the base: by name, else by what it does, across files too."""

import ast
from collections.abc import Iterable
from typing import NamedTuple

from stelp_ci.model.syntax import parse
from stelp_ci.probe.naming import Naming
from stelp_ci.probe.tamper.functions import Found, find_functions
from stelp_ci.probe.tamper.shape import shape

ALIKE = 0.5
"""The share of its statements that a renamed test keeps."""


class File(NamedTuple):
    """One version of a test file; `functions` is empty where it is absent, or has no syntax tree (not `readable`)."""

    path: str
    functions: dict[str, Found]
    readable: bool = True

    @property
    def tests(self) -> dict[str, Found]:
        """The functions that pytest would collect."""
        return {name: found for name, found in self.functions.items() if found.collected}


class Pair(NamedTuple):
    """A test on the base, and what became of it: `head` is None where it is gone. `base` is None for a new one."""

    base: Found | None
    head: Found | None
    base_path: str
    head_path: str

    @property
    def was(self) -> str:
        """The base's id of the test; empty for a new one."""
        return f"{self.base_path}::{self.base.name}" if self.base else ""

    @property
    def now(self) -> str:
        """The head's id of the test; empty where it is gone or no longer collected."""
        return f"{self.head_path}::{self.head.name}" if self.head and self.head.collected else ""


def read_file(path: str, source: bytes | None, naming: Naming) -> File:
    """The functions of one version of a file."""
    if source is None:
        return File(path, {})
    tree = parse(source)
    return File(path, find_functions(tree, naming)) if isinstance(tree, ast.Module) else File(path, {}, readable=False)


def pair_tests(files: Iterable[tuple[File, File]]) -> list[Pair]:
    """Each test of the base with its successor, then the tests that are new; for each file its two versions.

    A file that cannot be read on the head is left out: another gate speaks of it. Where the base's cannot, no test
    of it ever ran, and those of the head are new.
    """
    paired: list[Pair] = []
    lost: list[tuple[str, str, Found]] = []
    new: list[tuple[str, Found]] = []
    for base, head in files:
        if not head.readable:
            continue
        for name, found in base.tests.items():
            if name in head.functions:
                paired.append(Pair(found, head.functions[name], base.path, head.path))
            else:
                lost.append((base.path, head.path, found))
        new += [(head.path, found) for name, found in head.functions.items() if name not in base.functions]
    return paired + _renamed(lost, new)


def _renamed(lost: list[tuple[str, str, Found]], new: list[tuple[str, Found]]) -> list[Pair]:
    pairs: list[Pair] = []
    left = list(new)
    for base_path, head_path, found in lost:
        successor = _closest(found, left)
        if successor is not None:
            left.remove(successor)
            pairs.append(Pair(found, successor[1], base_path, successor[0]))
        else:
            pairs.append(Pair(found, None, base_path, head_path))
    return pairs + [Pair(None, found, "", path) for path, found in left if found.collected]


def _closest(found: Found, candidates: list[tuple[str, Found]]) -> tuple[str, Found] | None:
    """The candidate that keeps most of the test's statements, if it keeps enough; the same name counts for one."""
    mine = _statements(found)
    scored = [(_likeness(mine, _statements(one[1])) + _same_name(found, one[1]), one) for one in candidates]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= ALIKE else None


def _statements(found: Found) -> frozenset[str]:
    return frozenset(shape(statement) for statement in found.node.body)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one), 1)


def _same_name(one: Found, other: Found) -> float:
    """A test of the same name in another file or class is the same test, however much it changed."""
    return 1.0 if one.node.name == other.node.name else 0.0
