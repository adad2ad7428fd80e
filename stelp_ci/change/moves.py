"""Units that left one file and appeared in another: moved code is renamed, not deleted and written anew. Pure."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from stelp_ci.change.fingerprint import UnitNode
from stelp_ci.change.units import ParsedUnit
from stelp_ci.model.change import ChangedUnit, ChangeKind, Unit, UnitKind

_MIN_WEIGHT = 30
"""Tokens of a tree below which equality says nothing: `return None` is the same everywhere."""


class Loose(NamedTuple):
    """A unit that is gone from its file or new in it, and the digest of its tree."""

    unit: Unit
    digest: str
    is_telling: bool


def loose(parsed: ParsedUnit) -> Loose | None:
    """The unit with its digest, None for a module level; `is_telling` if the tree is large enough to be recognised."""
    if not isinstance(parsed.node, UnitNode):
        return None
    return Loose(parsed.unit, parsed.whole.digest, parsed.whole.weight >= _MIN_WEIGHT)


def find_moves(gone: Iterable[Loose], new: Iterable[Loose]) -> dict[Unit, Unit]:
    """For each new unit that stood in another file before: the unit it was. Each side is used once, in order.

    What is nested in a unit that moved has moved with it, however small.
    """
    waiting = _Waiting(gone)
    moves: dict[Unit, Unit] = {}
    for one in new:
        origin = waiting.take(one) if one.is_telling else waiting.take_nested(one)
        if origin is not None:
            moves[one.unit] = origin
    return moves


class _Waiting:
    """The units that are gone and not yet found elsewhere."""

    def __init__(self, gone: Iterable[Loose]) -> None:
        self._left = {one.unit: one.digest for one in gone}
        self._alike: dict[tuple[UnitKind, str], deque[Unit]] = defaultdict(deque)
        self._placed = {(unit.path, unit.qualname, digest): unit for unit, digest in self._left.items()}
        self._moved: dict[tuple[str, str], Unit] = {}
        for unit, digest in self._left.items():
            self._alike[unit.kind, digest].append(unit)

    def take(self, one: Loose) -> Unit | None:
        """The first unit of the same kind and tree."""
        alike = self._alike.get((one.unit.kind, one.digest))
        while alike:
            origin = alike.popleft()
            if self._left.pop(origin, None) is not None:
                self._moved[one.unit.path, one.unit.qualname] = origin
                return origin
        return None

    def take_nested(self, one: Loose) -> Unit | None:
        """The unit that stood at the same place in a unit that has moved; outer units come before inner ones."""
        outer, _, _ = one.unit.qualname.rpartition(".")
        while outer:
            if parent := self._moved.get((one.unit.path, outer)):
                inner = one.unit.qualname.removeprefix(outer)
                origin = self._placed.get((parent.path, parent.qualname + inner, one.digest))
                return origin if origin and self._left.pop(origin, None) is not None else None
            outer, _, _ = outer.rpartition(".")
        return None


def with_moves(units: Iterable[ChangedUnit], moves: Mapping[Unit, Unit]) -> tuple[ChangedUnit, ...]:
    """The changed units of one file, where what has moved is renamed on arrival and not deleted at its origin."""
    origins = set(moves.values())
    return tuple(
        ChangedUnit(kind=ChangeKind.RENAMED, base=moves[changed.head], head=changed.head)
        if changed.base is None and changed.head is not None and changed.head in moves
        else changed
        for changed in units
        if changed.head is not None or changed.base not in origins
    )
