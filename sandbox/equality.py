"""Whether a value is honest about what it equals: one that equals things which differ is made to please."""

from __future__ import annotations

from itertools import chain, islice
from typing import Any, cast

DEPTH = 3
ITEMS = 20
PLAIN = frozenset((int, float, complex, str, bytes, bytearray, bool, type(None), range, slice))


class Stranger:
    """Something that nothing else knows."""


STRANGERS = (Stranger(), -7919.5, "no value of any program", (7919, "neither"))
"""No two of them are equal; an honest value equals one of them at most."""


def equal_to_all(value: Any, depth: int = DEPTH) -> str:
    """The name of the type of `value`, or of something in it, that equals whatever it is compared with; else nothing.

    NOTE: this runs comparisons of the code under judgement, which may raise whatever they like.
    """
    kind = cast("type[Any]", type(value))
    if kind in PLAIN:
        return ""
    if kind in (list, tuple, set, frozenset):
        return first_of(islice(value, ITEMS), depth)
    if kind is dict:
        held: dict[Any, Any] = value
        return first_of(islice(chain(held.values(), held), ITEMS), depth)
    return kind.__qualname__ if sum(equals(value, stranger) for stranger in STRANGERS) > 1 else ""


def first_of(values: Any, depth: int) -> str:
    """The first of these that is not honest."""
    return next((found for one in values if (found := equal_to_all(one, depth - 1))), "") if depth else ""


def equals(value: Any, stranger: object) -> bool:
    """Whether the value says that it equals the stranger, or does not differ from it."""
    told_apart = type(value).__ne__ is not object.__ne__
    try:
        same: Any = value == stranger
        differs: Any = value != stranger if told_apart else None
    except BaseException:  # noqa: BLE001 - it is the value's own code that raises
        return False
    return same is True or differs is False
