"""Stand-ins for modules of the standard library, each loaded when a name of it is asked for that is not here.

Patterns that our own modules hold are here: they were compiled when the root was built (`patterns.py`, written by
`freeze.py`), and what compiles patterns is most of what a small program would load.
"""

import _sre  # pyright: ignore
from _functools import _lru_cache_wrapper  # pyright: ignore
from collections.abc import Callable
from typing import Any, cast

from .patterns import PATTERNS

__all__ = ["functools", "json", "lru_cache", "math", "re"]


class Later:
    """A module that is not loaded yet."""

    def __init__(self, name: str) -> None:
        self.module = name

    def __getattr__(self, name: str) -> Any:
        value = getattr(__import__(self.module), name)
        setattr(self, name, value)
        return value


class Patterns(Later):
    """`re` for modules whose patterns are known."""

    VERBOSE, DOTALL, MULTILINE, IGNORECASE, ASCII = 64, 16, 8, 2, 256

    def compile(self, pattern: Any, flags: int = 0) -> Any:
        """The pattern as it was compiled when the root was built; one that is new is compiled by `re` itself."""
        row = PATTERNS.get((pattern, int(flags)))
        if row is None:
            import re as real

            return cast("Any", real).compile(pattern, flags)
        whole, code, groups, names, places = row
        return cast("Any", _sre).compile(pattern, whole, list(code), groups, dict(names), places)


def lru_cache(maxsize: int) -> Callable[[Any], Any]:
    """`functools.lru_cache`, without what it tells of itself."""
    return lambda function: cast("Any", _lru_cache_wrapper)(function, maxsize, False, tuple)  # noqa: FBT003 - C takes no keyword


functools, json, math = Later("functools"), Later("json"), Later("math")
re = Patterns("re")
