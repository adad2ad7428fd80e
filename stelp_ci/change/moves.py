"""Units that left one file and appeared in another: moved code is renamed, not deleted and written anew. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from stelp_ci.change.fingerprint import UnitNode, whole
from stelp_ci.change.units import ParsedUnit
from stelp_ci.model.change import ChangedUnit, ChangeKind, Unit, UnitKind

_MIN_WEIGHT = 40
"""Tokens of a tree below which equality says nothing: `return None` is the same everywhere."""


class Loose(NamedTuple):
    """A unit that is gone from its file or new in it, and the digest of its tree."""

    unit: Unit
    digest: str


def loose(parsed: ParsedUnit) -> Loose | None:
    """The unit with its digest, None if it is too small to be told from others or a module level."""
    if not isinstance(parsed.node, UnitNode):
        return None
    fingerprint = whole(parsed.node)
    return Loose(parsed.unit, fingerprint.digest) if fingerprint.weight >= _MIN_WEIGHT else None


def find_moves(gone: Iterable[Loose], new: Iterable[Loose]) -> dict[Unit, Unit]:
    """For each new unit that stood in another file before: the unit it was. Each side is used once, in order."""
    waiting: dict[tuple[UnitKind, str], list[Unit]] = defaultdict(list)
    for unit, digest in gone:
        waiting[unit.kind, digest].append(unit)
    moves: dict[Unit, Unit] = {}
    for unit, digest in new:
        if candidates := waiting.get((unit.kind, digest)):
            moves[unit] = candidates.pop(0)
    return moves


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
