"""What keeps a program's handlers away from the exceptions that end it."""

import builtins
from collections.abc import Callable
from typing import Any

from .stop import Denied, Stop

_COROUTINE = 0x80
"""`inspect.CO_COROUTINE`: what calls the function gets a coroutine."""


class _KeyboardInterrupt(Exception):
    """What a program knows as `KeyboardInterrupt`."""


class _GeneratorExit(Exception):
    """What a program knows as `GeneratorExit`."""


def _named(kind: type, name: str) -> type:
    kind.__name__ = kind.__qualname__ = name
    kind.__module__ = "builtins"
    return kind


EXCEPTIONS: "dict[str, type]" = {
    "BaseException": Exception,
    "KeyboardInterrupt": _named(_KeyboardInterrupt, "KeyboardInterrupt"),
    "GeneratorExit": _named(_GeneratorExit, "GeneratorExit"),
}
"""The names of broad exceptions, each standing for one that no stop derives from."""
if hasattr(builtins, "ExceptionGroup"):
    EXCEPTIONS["BaseExceptionGroup"] = builtins.ExceptionGroup


def exit_(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates `__exit__` and `__aexit__`: they are not asked about a stop, and are shown no traceback."""
    if getattr(getattr(function, "__code__", None), "co_flags", 0) & _COROUTINE:

        async def aexit(owner: Any, kind: Any, error: Any, _traceback: object) -> Any:
            return not isinstance(error, (Stop, Denied)) and await function(owner, kind, error, None)

        return aexit

    def exit(owner: Any, kind: Any, error: Any, _traceback: object) -> Any:
        return not isinstance(error, (Stop, Denied)) and function(owner, kind, error, None)

    return exit
