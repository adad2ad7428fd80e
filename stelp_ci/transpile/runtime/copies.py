"""`copy` without setting attributes by names that come from data, and without walking into what is not the program's.

An object that says how it is to be rebuilt may name attributes that are set on whatever object it returns: `__class__`,
`__code__`, `__match_args__`. Copying is done in more places than the module `copy` itself (dataclasses.asdict), so that
the step is guarded where all of them pass. Names are looked at in what is set: an object can say what its own copy is.

A program sees all that `copy.deepcopy` walks: it hands over the memo. The guarded builtins are methods of objects that
hold the run, so that methods which the program did not write are copied as functions are: not at all.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from collections.abc import Callable, Mapping
from importlib import import_module
from types import FunctionType, MethodType
from typing import Any, cast

from ..strict.names import GUARDED, STORABLE, attribute_is_open
from .closed import Closed
from .session import PROGRAM

_SETTABLE = STORABLE | {"__notes__", "__orig_class__", "__wrapped__"}
"""Beside what a program may set, what Python itself puts among the names of an object: notes of an exception, the alias
that made it, what it wraps."""


def guard_copies() -> None:
    """From now on `copy` sets no attribute that a program could not set. For a process that runs strict programs."""
    module = cast("Any", import_module("copy"))
    if not hasattr(module, "stelp_guarded"):
        module._reconstruct = _rebuild
        module._deepcopy_dispatch[MethodType] = _of_methods(module._deepcopy_dispatch[MethodType])
        module.stelp_guarded = True


def _rebuild(  # noqa: PLR0913 - the signature is Python's
    x: Any,
    memo: Any,
    func: Callable[..., Any],
    args: Any,
    state: Any = None,
    items: Any = None,
    pairs: Any = None,
    **_named: Any,
) -> Any:
    """What `object.__reduce_ex__` returns, done: https://docs.python.org/3/library/pickle.html#object.__reduce__."""
    if func is getattr:  # methods written in C; a memo could answer with another name than theirs
        return x
    _look_at(state)
    deeply = _same if memo is None else _deeply(memo)
    made = func(*[deeply(each) for each in args])
    if memo is not None:
        memo[id(x)] = made
    if state is not None:
        _set_state(made, deeply(state))
    for item in items or ():
        made.append(deeply(item))
    for key, value in pairs or ():
        made[deeply(key)] = deeply(value)
    return made


def _look_at(state: Any) -> None:
    """Before any of it is copied: the memo shows the names and values of a state while they are walked."""
    for part in cast("tuple[Any, ...]", state) if isinstance(state, tuple) else (state,):
        if isinstance(part, dict):
            _refused(part)


def _same(value: Any) -> Any:
    return value


def _deeply(memo: Any) -> Callable[[Any], Any]:
    deepcopy = cast("Any", import_module("copy")).deepcopy
    return lambda value: deepcopy(value, memo)


def _set_state(made: Any, state: Any) -> None:
    if isinstance(type(made), Closed):
        raise TypeError(f"{type(made).__name__} cannot be copied")
    set_by_class = getattr(type(made), "__setstate__", None)
    if set_by_class is not None:
        set_by_class(made, _refused(state) if isinstance(state, dict) else state)
        return
    slots = None
    if isinstance(state, tuple) and len(cast("tuple[Any, ...]", state)) == 2:
        state, slots = cast("tuple[Any, Any]", state)
    if state:
        made.__dict__.update(_refused(state))
    for name, value in _refused(slots or {}).items():
        setattr(made, name, value)


def _of_methods(copied: Callable[..., Any]) -> Callable[..., Any]:
    def method(x: MethodType, memo: Any) -> Any:
        own = type(x.__func__) is FunctionType and x.__func__.__globals__.get("__name__") == PROGRAM
        return copied(x, memo) if own else x

    return method


def _refused(names: Any) -> "dict[str, Any]":
    """`names`, all of which a program may set. Raises `TypeError`."""
    if type(names) is dict and all(_is_open(name) for name in cast("Mapping[Any, Any]", names)):
        return cast("dict[str, Any]", names)
    raise TypeError("this object cannot be copied: its state names attributes that lead inside")


def _is_open(name: Any) -> bool:
    if type(name) is not str:
        return False
    return name in _SETTABLE if name.startswith("__") else name in GUARDED or attribute_is_open(name)
