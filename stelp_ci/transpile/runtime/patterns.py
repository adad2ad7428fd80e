"""`re`, whose patterns are looked at before they are used."""

import re
from collections.abc import Callable
from typing import Any

from .backtracking import takes_for_ever
from .codes import PATTERN
from .session import Session

_LONGEST = 10_000
_REMEMBERED = 1_000
_FUNCTIONS = ("compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


def make_patterns(session: Session) -> "dict[str, Callable[..., Any]]":
    """The functions of `re` that take a pattern."""
    sound: set[Any] = set()

    def check(pattern: Any, flags: Any) -> None:
        if isinstance(pattern, re.Pattern) or (type(pattern), pattern, flags) in sound:
            return
        if type(pattern) not in (str, bytes):
            raise TypeError("first argument must be string or compiled pattern")
        if len(pattern) > _LONGEST or takes_for_ever(pattern, int(flags)):
            session.deny(PATTERN, repr(pattern[:80]))
        if len(sound) < _REMEMBERED:
            sound.add((type(pattern), pattern, flags))

    def checked(function: Callable[..., Any], flags_at: int) -> Callable[..., Any]:
        def call(pattern: Any, *arguments: Any, **named: Any) -> Any:
            flags = arguments[flags_at] if len(arguments) > flags_at else named.get("flags", 0)
            check(pattern, flags)
            return function(pattern, *arguments, **named)

        call.__name__ = function.__name__
        return call

    places = {"compile": 0, "split": 2, "sub": 3, "subn": 3}
    return {name: checked(getattr(re, name), places.get(name, 1)) for name in _FUNCTIONS}
