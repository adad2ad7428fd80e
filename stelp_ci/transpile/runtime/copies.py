"""`copy` without setting attributes by names that come from data, and without walking into what is not the program's.

An object that says how it is to be rebuilt may name attributes that are set on whatever object it returns: `__class__`,
`__code__`, `__bases__`. Copying is done in more places than the module `copy` itself (dataclasses.asdict), so that the
step is guarded where all of them pass.

A program sees all that `copy.deepcopy` walks: it hands over the memo. The guarded builtins are methods of objects that
hold the run, so that methods which the program did not write are copied as functions are: not at all.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import FunctionType, MethodType
from typing import Any, cast

from ..strict.names import attribute_is_open
from .session import PROGRAM


def guard_copies() -> None:
    """From now on `copy` sets no attribute that a program could not set. For a process that runs strict programs."""
    module = cast("Any", import_module("copy"))
    if not hasattr(module, "stelp_guarded"):
        module._reconstruct = _guarded(module._reconstruct)
        module._deepcopy_dispatch[MethodType] = _of_methods(module._deepcopy_dispatch[MethodType])
        module.stelp_guarded = True


def _guarded(reconstruct: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(x: Any, memo: Any, func: Any, args: Any, state: Any = None, *rest: Any, **named: Any) -> Any:
        if isinstance(state, tuple) and len(cast("tuple[Any, ...]", state)) == 2:
            _refuse(cast("Any", state[1]))
        return reconstruct(x, memo, func, args, state, *rest, **named)

    return guarded


def _of_methods(copied: Callable[..., Any]) -> Callable[..., Any]:
    def method(x: MethodType, memo: Any) -> Any:
        own = type(x.__func__) is FunctionType and x.__func__.__globals__.get("__name__") == PROGRAM
        return copied(x, memo) if own else x

    return method


def _refuse(slots: Any) -> None:
    if slots is None or (type(slots) is dict and all(_is_open(name) for name in cast("Mapping[Any, Any]", slots))):
        return
    raise TypeError("this object cannot be copied: its state names attributes that lead inside")


def _is_open(name: Any) -> bool:
    return type(name) is str and (not name.startswith("__") or attribute_is_open(name))
