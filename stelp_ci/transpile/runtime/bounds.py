"""Arithmetic whose result can be out of all proportion to its operands."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownLambdaType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from collections import deque
from typing import Any, NoReturn, cast

from .closed import Closed
from .session import Session

REPEATABLE: "tuple[type, ...]" = (str, bytes, bytearray, list, tuple, deque)


class Bounds(metaclass=Closed):
    """The bounded operators of one run, for rewritten operators and for the facades of `operator` and `math`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._bits = session.policy.bits
        self._items = session.policy.items

    def power(self, base: Any, exp: Any, mod: Any = None) -> Any:
        """`base ** exp`, and the builtin `pow`."""
        if mod is not None:
            return cast("Any", pow)(base, exp, mod)
        if isinstance(exp, int) and isinstance(base, int) and _power_bits(base, exp) > self._bits:
            self._too_large("the power")
        return base**exp

    def exponent(self, value: Any, /) -> Any:
        """The right side of `**=`."""
        return self._at_most(self._bits, value, "the exponent")

    def lshift(self, value: Any, count: Any, /) -> Any:
        """`value << count`."""
        if isinstance(count, int) and isinstance(value, int) and _shifted_bits(value, count) > self._bits:
            self._too_large("the shifted integer")
        return value << count

    def shift(self, count: Any, /) -> Any:
        """The right side of `<<=`."""
        return self._at_most(self._bits, count, "the shift")

    def multiply(self, left: Any, right: Any, /) -> Any:
        """`left * right` where one of them can be a sequence."""
        if _repeated(left, right) > self._items or _repeated(right, left) > self._items:
            self._too_large("the repeated sequence")
        return left * right

    def factor(self, value: Any, /) -> Any:
        """The right side of `*=` on a sequence."""
        return self._at_most(self._items, value, "the factor")

    def _at_most(self, bound: int, value: Any, what: str) -> Any:
        if isinstance(value, int) and int.__gt__(value, bound):
            self._too_large(what)
        return value

    def _too_large(self, what: str) -> NoReturn:
        self._session.stop("memory", f"{what} is larger than the policy allows")


def _power_bits(base: int, exponent: int) -> int:
    """An upper bound of the size of `base ** exponent`, 0 where it stays small."""
    width = int.bit_length(base)
    return width * int.__int__(exponent) if width > 1 else 0


def _shifted_bits(value: int, count: int) -> int:
    return int.bit_length(value) + int.__int__(count) if int.__bool__(value) else 0


def _repeated(sequence: Any, times: Any) -> int:
    """The length of `sequence * times`; 0 where that is not a repetition of a builtin sequence."""
    if isinstance(sequence, REPEATABLE) and isinstance(times, int):
        kind: Any = next(kind for kind in REPEATABLE if isinstance(sequence, kind))
        return int(kind.__len__(sequence)) * int.__int__(times)
    return 0
