"""`contextlib.ExitStack.push` of plain functions: they are shown no traceback, and not asked about a stop."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from .stop import Denied, Stop

Exit = Callable[[Any, Any, Any], Any]
"""Takes the class of an exception, the exception, and its traceback."""


def guard_exits() -> None:
    """From now on what is pushed is called as `__exit__` of a program is. For a process that runs strict programs."""
    module = cast("Any", import_module("contextlib"))
    if not hasattr(module, "stelp_guarded"):
        module._BaseExitStack.push = _guarded(module._BaseExitStack.push, _hidden)
        module.AsyncExitStack.push_async_exit = _guarded(module.AsyncExitStack.push_async_exit, _hidden_async)
        module.stelp_guarded = True


def _guarded(push: Callable[..., Any], hidden: Callable[[Exit], Exit]) -> Callable[..., Any]:
    def method(self: Any, exit: Any, /) -> Any:
        if hasattr(type(exit), "__exit__") or hasattr(type(exit), "__aexit__"):
            return push(self, exit)  # its methods are guarded where they are defined
        push(self, hidden(exit))
        return exit

    method.__name__ = push.__name__
    return method


def _hidden(exit: Exit) -> Exit:
    def guarded(kind: Any, error: Any, _traceback: object) -> Any:
        return not isinstance(error, (Stop, Denied)) and exit(kind, error, None)

    return guarded


def _hidden_async(exit: Exit) -> Exit:
    async def guarded(kind: Any, error: Any, _traceback: object) -> Any:
        return not isinstance(error, (Stop, Denied)) and await exit(kind, error, None)

    return guarded
