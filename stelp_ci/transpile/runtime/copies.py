"""`copy` without setting attributes by names that come from data.

An object that says how it is to be rebuilt may name attributes that are set on whatever object it returns: `__class__`,
`__code__`, `__bases__`. Copying is done in more places than the module `copy` itself (dataclasses.asdict), so that the
step is guarded where all of them pass.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, cast

from ..strict.names import attribute_is_open


def guard_copies() -> None:
    """From now on `copy` sets no attribute that a program could not set. For a process that runs strict programs."""
    module = cast("Any", import_module("copy"))
    if not hasattr(module, "stelp_guarded"):
        module._reconstruct = _guarded(module._reconstruct)
        module.stelp_guarded = True


def _guarded(reconstruct: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(x: Any, memo: Any, func: Any, args: Any, state: Any = None, *rest: Any, **named: Any) -> Any:
        if isinstance(state, tuple) and len(cast("tuple[Any, ...]", state)) == 2:
            _refuse(cast("Any", state[1]))
        return reconstruct(x, memo, func, args, state, *rest, **named)

    return guarded


def _refuse(slots: Any) -> None:
    if slots is None or (type(slots) is dict and all(_is_open(name) for name in cast("Mapping[Any, Any]", slots))):
        return
    raise TypeError("this object cannot be copied: its state names attributes that lead inside")


def _is_open(name: Any) -> bool:
    return type(name) is str and (not name.startswith("__") or attribute_is_open(name))
