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
        self._left = [session.policy.fuel]
        self.charge = self._charger()

    def _charger(self) -> Callable[[Any], Any]:
        """A closure over plain values: inner loops over a few elements call it as often as they begin."""
        left, charge_slowly = self._left, self._charge_slowly

        def charge(iterable: Any, /) -> Any:
            if type(iterable) in _SIZED:
                try:
                    rest = left[0] - len(iterable)
                except OverflowError:  # a range of more than 2 ** 63
                    return charge_slowly(iterable)
                if rest >= 0:
                    left[0] = rest
                    return iterable
            return charge_slowly(iterable)

        return charge

    def _charge_slowly(self, iterable: Any) -> Any:
        size = -1 if type(iterable) in _SIZED else _remaining(iterable)
        if not 0 <= size <= self._left[0]:
            return self.count(iterable)
        self._left[0] -= size
        return iterable

    def count(self, iterable: Iterable[Any], /) -> Iterator[Any]:
        """An iterator that takes one off the fuel for each element."""
        return chain(compress(iterable, self._session.ticks), self._end())

    def tick(self) -> bool:
        """Take one off the fuel."""
        return next(self._session.ticks, False) or self.spent()

    def spent(self) -> NoReturn:
        """The fuel is gone, for loops of every kind."""
        self._left[0] = 0
        self._session.stop("fuel", f"more than {self._session.policy.fuel} iterations")

    def _end(self) -> Iterator[Any]:
        """Comes after the last element: says whether the iterable ended or the fuel."""
        if not length_hint(self._session.ticks):
            self.spent()
        yield from ()


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
