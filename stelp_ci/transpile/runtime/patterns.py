"""`re`, whose patterns are looked at before they are used."""

import re
from collections.abc import Callable
from sys import modules
from types import SimpleNamespace
from typing import Any, cast

from .backtracking import takes_for_ever
from .codes import PATTERN
from .session import Session

_LONGEST = 10_000
_REMEMBERED = 1_000
_FUNCTIONS = ("compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


def guard_late_patterns() -> None:
    """`string.Template` makes a pattern of what a class derived from it says. To be called behind each import."""
    module = cast("Any", modules.get("string"))
    if module is not None:
        module._re = _TEMPLATES


def _compiled(pattern: Any, flags: Any) -> Any:
    if not isinstance(pattern, re.Pattern):
        _refuse_odd(pattern, flags)
        if _is_costly(pattern, flags):
            raise ValueError(f"the pattern of a template can take for ever: {pattern[:80]!r}")
    return cast("Any", re.compile)(pattern, flags)


_TEMPLATES = SimpleNamespace(compile=_compiled, escape=re.escape, IGNORECASE=re.IGNORECASE, VERBOSE=re.VERBOSE)
"""What `string` needs of `re`."""


def _refuse_odd(pattern: Any, flags: Any) -> None:
    if type(flags) not in (int, bool, re.RegexFlag) or flags & re.DEBUG:  # which prints past the program's output
        raise ValueError("flags of a pattern are those that re offers")
    if type(pattern) not in (str, bytes):
        raise TypeError("first argument must be string or compiled pattern")


def _is_costly(pattern: Any, flags: Any) -> bool:
    return len(pattern) > _LONGEST or takes_for_ever(pattern, int(flags))


def make_patterns(session: Session) -> "dict[str, Callable[..., Any]]":
    """The functions of `re` that take a pattern."""
    sound: set[Any] = set()

    def check(pattern: Any, flags: Any) -> None:
        if isinstance(pattern, re.Pattern):
            return
        _refuse_odd(pattern, flags)
        if (type(pattern), pattern, flags) in sound:
            return
        if _is_costly(pattern, flags):
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
