"""`contextlib`: what a program gives it is shown no traceback, and cannot keep a stop.

`ExitStack.push` takes plain functions, a "generator" can be any object that has `throw`, and `suppress` asks the
classes that it is given, which may say that every exception is one of theirs.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from .stop import Denied, Stop

Exit = Callable[[Any, Any, Any], Any]
"""Takes the class of an exception, the exception, and its traceback."""


def guard_exits() -> None:
    """From now on what is given is called as `__exit__` of a program is. For a process that runs strict programs."""
    module = cast("Any", import_module("contextlib"))
    if not hasattr(module, "stelp_guarded"):
        module._BaseExitStack.push = _guarded(module._BaseExitStack.push, _hidden)
        module.AsyncExitStack.push_async_exit = _guarded(module.AsyncExitStack.push_async_exit, _hidden_async)
        module.suppress.__exit__ = _blind(module.suppress.__exit__)
        module._GeneratorContextManager.__exit__ = _blind(module._GeneratorContextManager.__exit__)
        asynchronous = module._AsyncGeneratorContextManager
        asynchronous.__aexit__ = _blind_async(asynchronous.__aexit__)
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


def _blind(exit: Callable[..., Any]) -> Callable[..., Any]:
    """The method without the traceback, which the exception gets back for whoever reports it."""

    def __exit__(self: Any, kind: Any, error: Any, traceback: Any, /) -> Any:
        if isinstance(error, (Stop, Denied)):
            return False
        try:
            return exit(self, kind, error, None)
        finally:
            _give_back(error, traceback)

    return __exit__


def _blind_async(exit: Callable[..., Any]) -> Callable[..., Any]:
    async def __aexit__(self: Any, kind: Any, error: Any, traceback: Any, /) -> Any:
        if isinstance(error, (Stop, Denied)):
            return False
        try:
            return await exit(self, kind, error, None)
        finally:
            _give_back(error, traceback)

    return __aexit__


def _give_back(error: Any, traceback: Any) -> None:
    if traceback is not None:
        error.__traceback__ = traceback
