"""`contextlib`: what a program gives it is shown no traceback, and cannot keep a stop.

An `ExitStack` takes plain functions, a "generator" can be any object that has `throw`, and `suppress` asks the
classes that it is given, which may say that every exception is one of theirs.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from collections.abc import Callable
from importlib import import_module
from sys import modules
from typing import Any, cast

from .stop import Denied, Stop

Exit = Callable[[Any, Any, Any], Any]
"""Takes the class of an exception, the exception, and its traceback."""


def guard_exits() -> None:
    """From now on what is given is called as `__exit__` of a program is. For a process that runs strict programs."""
    module = cast("Any", import_module("contextlib"))
    if not hasattr(module, "stelp_guarded"):
        module.ExitStack.__exit__ = _unwinding(module.ExitStack.__exit__)
        module.AsyncExitStack.__aexit__ = _unwinding_async(module.AsyncExitStack.__aexit__)
        module.suppress.__exit__ = _blind(module.suppress.__exit__)
        module._GeneratorContextManager.__exit__ = _blind(module._GeneratorContextManager.__exit__)
        asynchronous = module._AsyncGeneratorContextManager
        asynchronous.__aexit__ = _blind_async(asynchronous.__aexit__)
        module.stelp_guarded = True
    guard_late_exits()


def guard_late_exits() -> None:
    """The same for what a queue hands out, once it was imported. To be called behind each import for a program."""
    module = cast("Any", modules.get("threading"))
    if module is not None:
        module.Condition.__exit__ = _release


def _release(self: Any, *_error: object) -> None:
    """`Condition.__exit__`, which hands what happened to its lock; a program may give it any."""
    self._lock.__exit__(None, None, None)


class _Unwinding:
    """Stands for a stack that is left. What is on it may be the program's own: it gives the callbacks by any name."""

    def __init__(self, stack: Any) -> None:
        self._stack = stack
        self._exit_callbacks = self

    def __bool__(self) -> bool:
        return bool(self._stack._exit_callbacks)

    def pop(self) -> "tuple[bool, Exit]":
        is_plain, exit = self._stack._exit_callbacks.pop()
        return (True, _hidden(exit)) if is_plain else (False, _hidden_async(exit))


def _unwinding(exit: Callable[..., Any]) -> Callable[..., Any]:
    def __exit__(self: Any, kind: Any, error: Any, traceback: Any, /) -> Any:
        try:
            return exit(_Unwinding(self), kind, error, None)
        finally:
            _give_back(error, traceback)

    return __exit__


def _unwinding_async(exit: Callable[..., Any]) -> Callable[..., Any]:
    async def __aexit__(self: Any, kind: Any, error: Any, traceback: Any, /) -> Any:
        try:
            return await exit(_Unwinding(self), kind, error, None)
        finally:
            _give_back(error, traceback)

    return __aexit__


def _hidden(exit: Exit) -> Exit:
    def guarded(kind: Any, error: Any, traceback: Any) -> Any:
        try:
            return not isinstance(error, (Stop, Denied)) and exit(kind, error, None)
        finally:
            _give_back(error, traceback)

    return guarded


def _hidden_async(exit: Exit) -> Exit:
    async def guarded(kind: Any, error: Any, traceback: Any) -> Any:
        try:
            return not isinstance(error, (Stop, Denied)) and await exit(kind, error, None)
        finally:
            _give_back(error, traceback)

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
