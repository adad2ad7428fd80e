"""Which units of a file changed between two versions. Pure.

What counts is the syntax tree: units whose trees are equal did not change, wherever they moved in the file and however
they were formatted or commented. Each unit is compared without the functions and classes nested in it, so that a change
belongs to the innermost unit.
"""

import ast
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from stelp_ci.change.fingerprint import UnitNode
from stelp_ci.change.units import ParsedFile, ParsedUnit
from stelp_ci.model.change import ChangedUnit, ChangeKind, UnitKind


class _Pairing(NamedTuple):
    """A unit's two versions, one of which may be missing."""

    base: ParsedUnit | None
    head: ParsedUnit | None


def changed_units(base: ParsedFile | None, head: ParsedFile | None) -> tuple[ChangedUnit, ...]:
    """The units that differ, in the head's order, then the deleted ones in the base's.

    A version is None where the file does not exist or has no syntax tree: then all units of the other are added or
    deleted. A module level without statements is neither.
    """
    pairings = _rename(_pair(base, head))
    found = [changed for pairing in pairings if (changed := _judge(pairing, base, head))]
    return tuple(sorted(found, key=_position))


def _pair(base: ParsedFile | None, head: ParsedFile | None) -> Iterator[_Pairing]:
    """Pair units of the same name and kind. Among several, those with equal trees first, the rest in order."""
    heads = _by_name(head)
    for name, before in _by_name(base).items():
        after = heads.pop(name, [])
        if len(before) > 1 or len(after) > 1:
            yield from _pair_equal(before, after)
        yield from _in_order(before, after)
    for after in heads.values():
        yield from _in_order([], after)


def _by_name(file: ParsedFile | None) -> dict[tuple[str, UnitKind], list[ParsedUnit]]:
    groups: dict[tuple[str, UnitKind], list[ParsedUnit]] = defaultdict(list)
    for parsed in file.units if file else ():
        groups[parsed.unit.qualname, parsed.unit.kind].append(parsed)
    return groups


def _pair_equal(before: list[ParsedUnit], after: list[ParsedUnit]) -> Iterator[_Pairing]:
    """Take pairs with equal trees out of both lists, in order."""
    waiting: dict[tuple[UnitKind, str], deque[int]] = defaultdict(deque)
    for index, parsed in enumerate(after):
        waiting[_identity(parsed)].append(index)
    left: list[ParsedUnit] = []
    taken: set[int] = set()
    for parsed in before:
        if same := waiting.get(_identity(parsed)):
            taken.add(same[0])
            yield _Pairing(parsed, after[same.popleft()])
        else:
            left.append(parsed)
    before[:] = left
    after[:] = [parsed for index, parsed in enumerate(after) if index not in taken]


def _identity(parsed: ParsedUnit) -> tuple[UnitKind, str]:
    """What two units have in common if one is the other under a new name."""
    return parsed.unit.kind, parsed.whole.digest


def _in_order(before: Sequence[ParsedUnit], after: Sequence[ParsedUnit]) -> Iterator[_Pairing]:
    common = min(len(before), len(after))
    for old, new in zip(before[:common], after[:common], strict=True):
        yield _Pairing(old, new)
    for old in before[common:]:
        yield _Pairing(old, None)
    for new in after[common:]:
        yield _Pairing(None, new)


def _rename(pairings: Iterable[_Pairing]) -> list[_Pairing]:
    """Join what is gone with what is new under another name, if kind and tree are equal."""
    pairings = list(pairings)
    gone = [pairing.base for pairing in pairings if pairing.head is None and pairing.base]
    new = [pairing.head for pairing in pairings if pairing.base is None and pairing.head]
    if not gone or not new:
        return pairings
    joined = list(_pair_equal(gone, new))
    kept = [pairing for pairing in pairings if pairing.base and pairing.head]
    return [*kept, *joined, *(_Pairing(old, None) for old in gone), *(_Pairing(None, one) for one in new)]


def _judge(pairing: _Pairing, base: ParsedFile | None, head: ParsedFile | None) -> ChangedUnit | None:
    old, new = pairing
    kind = _kind(pairing, base, head)
    return ChangedUnit(kind=kind, base=old.unit if old else None, head=new.unit if new else None) if kind else None


def _kind(pairing: _Pairing, base: ParsedFile | None, head: ParsedFile | None) -> ChangeKind | None:
    match pairing:
        case (None, ParsedUnit() as new):
            return None if _is_empty(new) else ChangeKind.ADDED
        case (ParsedUnit() as old, None):
            return None if _is_empty(old) else ChangeKind.DELETED
        case (ParsedUnit() as old, ParsedUnit() as new):
            if old.unit.qualname != new.unit.qualname:
                return ChangeKind.RENAMED
            same = _same_text(old, new, base, head) or old.own.digest == new.own.digest
            return None if same else ChangeKind.MODIFIED
        case _:
            return None


def _same_text(old: ParsedUnit, new: ParsedUnit, base: ParsedFile | None, head: ParsedFile | None) -> bool:
    """A cheap yes: equal lines have equal trees."""
    return base is not None and head is not None and base.text_of(old.unit) == head.text_of(new.unit)


def _is_empty(parsed: ParsedUnit) -> bool:
    """A module level in which nothing stands but definitions, or nothing at all."""
    node = parsed.node
    return isinstance(node, ast.Module) and all(isinstance(statement, UnitNode) for statement in node.body)


def _position(changed: ChangedUnit) -> tuple[bool, int, int]:
    unit = changed.head or changed.base
    return changed.head is None, unit.span.start if unit else 0, -unit.span.end if unit else 0
