"""Fuel: what loops may run, taken once for each loop where the length is known."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, compress
from operator import length_hint
from typing import Any, NoReturn, cast

from .closed import Closed
from .session import Session

_EMPTY = cast(
    "list[Any]", [[], (), {}, set(), frozenset(), "", b"", bytearray(), range(0), {}.keys(), {}.values(), {}.items()]
)
_SIZED = frozenset(cast("type[Any]", type(empty)) for empty in _EMPTY)
_HINTED = frozenset(type(iter(each)) for each in (*_EMPTY, "\xff", range(1 << 70))) | {type(reversed(_EMPTY))}
"""Iterators over builtins, which know how much is left of them."""


class Fuel(metaclass=Closed):
    """The counters that rewritten loops of one run call.

    `charge(iterable, /)` takes the length of a builtin off the fuel and returns the very same object. It counts along
    everything else, and what is longer than what is left: a search may end early.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.charge, self._take, self._empty = _gauge(session.policy.fuel, self._charge_slowly)

    def _charge_slowly(self, iterable: Any) -> Any:
        size = -1 if type(iterable) in _SIZED else _remaining(iterable)
        return iterable if size >= 0 and self._take(size) else self.count(iterable)

    def count(self, iterable: Iterable[Any], /) -> Iterator[Any]:
        """An iterator that takes one off the fuel for each element."""
        return chain(compress(iterable, self._session.ticks), self._end())

    def tick(self) -> bool:
        """Take one off the fuel."""
        return next(self._session.ticks, False) or self.spent()

    def spent(self) -> NoReturn:
        """The fuel is gone, for loops of every kind."""
        self._empty()
        self._session.stop("fuel", f"more than {self._session.policy.fuel} iterations")

    def _end(self) -> Iterator[Any]:
        """Comes after the last element: says whether the iterable ended or the fuel."""
        if not length_hint(self._session.ticks):
            self.spent()
        yield from ()


def _gauge(
    fuel: int, charge_slowly: Callable[[Any], Any]
) -> "tuple[Callable[[Any], Any], Callable[[int], bool], Callable[[], None]]":
    """What charges a loop, what takes a number off where there is so much, and what empties it: over one plain value.

    NOTE: inner loops over a few elements call the first as often as they begin, most of them over a range.
    """
    left = fuel

    def charge(iterable: Any, /) -> Any:
        nonlocal left
        if type(iterable) is range or type(iterable) in _SIZED:
            try:
                rest = left - len(iterable)
            except OverflowError:  # a range of more than 2 ** 63
                return charge_slowly(iterable)
            if rest >= 0:
                left = rest
                return iterable
        return charge_slowly(iterable)

    def take(size: int) -> bool:
        nonlocal left
        enough = size <= left
        left -= size if enough else 0
        return enough

    def empty() -> None:
        nonlocal left
        left = 0

    return charge, take, empty


def _remaining(iterable: Any) -> int:
    """How much an iterator over builtins still holds, seen through enumerate and zip; -1 for anything else."""
    kind = cast("type[Any]", type(iterable))
    if kind in _HINTED:
        return length_hint(iterable)
    if kind is enumerate:
        return _remaining(iterable.__reduce__()[1][0])
    if kind is zip:
        parts = cast("tuple[Any, ...]", iterable.__reduce__()[1])
        sizes = [_remaining(part) for part in parts]
        return min(sizes, default=0) if -1 not in sizes else -1
    return -1
