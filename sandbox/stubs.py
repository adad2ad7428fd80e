"""Replaces a function by one that does nothing: the code object is swapped, so every reference to it is replaced."""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple, cast

from .task import Stub

KINDS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
HEADS = {
    0: ("def", "return 1", ""),
    inspect.CO_GENERATOR: ("def", "yield 1", "yield"),
    inspect.CO_COROUTINE: ("async def", "return 1", ""),
    inspect.CO_ASYNC_GENERATOR: ("async def", "yield 1", "yield"),
}
"""How a function of each kind begins, how it gives the number one, and what makes it of that kind."""
BODIES = {"return-none": "return", "raise": "raise RuntimeError('replaced by a stub')"}
IDENTITY = "([*args, *kwargs.values()][{skipped}:] or [None])[0]"
"""The first argument; `skipped` is 1 where that is the object or the class of a method."""
DEPTH = 20


class UnlocatedError(Exception):
    """The function cannot be replaced; the message says why."""


class Original(NamedTuple):
    """A function as it was before a stub took its place."""

    function: FunctionType
    code: CodeType
    defaults: tuple[Any, ...] | None
    kwdefaults: dict[str, Any] | None


class Replaced(NamedTuple):
    """What a stub took the place of, and the caches around it, which remember what the function gave."""

    originals: list[Original]
    caches: list[Any]


def replace(stub: Stub) -> Replaced:
    """Swap the code of every function that `stub` names; gives what `restore` takes. Raises `UnlocatedError`."""
    if "<locals>" in stub["qualname"]:
        raise UnlocatedError("it is defined inside another function")
    values = [value for module in modules(stub["module"]) for value in named(module, stub)]
    functions = {id(one): one for value in values for one in unwrapped(value, DEPTH) if is_meant(one, stub)}
    if not functions:
        raise UnlocatedError("no Python function of that name was found in the module")
    originals = [Original(one, one.__code__, one.__defaults__, one.__kwdefaults__) for one in functions.values()]
    for function in functions.values():
        function.__code__ = stub_code(function.__code__, stub["behaviour"], is_method="." in stub["qualname"])
        function.__defaults__ = None
        function.__kwdefaults__ = None
    replaced = Replaced(originals, [cache for value in values for cache in caches(value, DEPTH)])
    forget(replaced)
    return replaced


def restore(replaced: Replaced) -> None:
    """Put the functions back."""
    for function, code, defaults, kwdefaults in replaced.originals:
        function.__code__, function.__defaults__, function.__kwdefaults__ = code, defaults, cast("Any", kwdefaults)
    forget(replaced)


def forget(replaced: Replaced) -> None:
    """Empty the caches around a function that is no longer what it was."""
    for cache in replaced.caches:
        cache.cache_clear()


def modules(name: str) -> list[ModuleType]:
    """The module, and the same file where it was also imported under another name."""
    try:
        module = importlib.import_module(name)
    except (ImportError, ValueError) as error:
        raise UnlocatedError(f"its module cannot be imported: {error}") from error
    file = getattr(module, "__file__", None)
    same = [other for other in list(sys.modules.values()) if file and getattr(other, "__file__", None) == file]
    return same or [module]


def named(module: ModuleType, stub: Stub) -> Iterator[Any]:
    """What `module` holds under the stub's qualified name, with all that decorators put around it."""
    *owners, name = stub["qualname"].split(".")
    holder: Any = module
    for owner in owners:
        holder = vars(holder).get(owner)
        if not isinstance(holder, type):
            return
    mangled = f"_{owners[-1].lstrip('_')}{name}" if owners and name.startswith("__") else name
    yield vars(holder).get(name, vars(holder).get(mangled))


def is_meant(function: FunctionType, stub: Stub) -> bool:
    """Whether the code was written under that name in that module: a name may be bound to what comes from elsewhere."""
    files = {getattr(module, "__file__", None) for module in modules(stub["module"])}
    return function.__code__.co_name == stub["qualname"].split(".")[-1] and function.__code__.co_filename in files


def caches(value: Any, depth: int) -> Iterator[Any]:
    """The `functools.lru_cache` wrappers around a function."""
    inner = getattr(value, "__wrapped__", None)
    held = [inner] if inner is not None else list(parts(value))
    if depth and callable(getattr(value, "cache_clear", None)):
        yield value
    for one in held if depth else ():
        yield from caches(one, depth - 1)


def unwrapped(value: Any, depth: int) -> Iterator[FunctionType]:
    """The innermost Python functions below descriptors, caches and `functools.wraps`."""
    if depth == 0 or value is None:
        return
    inner = getattr(value, "__wrapped__", None)
    if inner is not None:
        yield from unwrapped(inner, depth - 1)
    elif isinstance(value, FunctionType):
        yield value
    else:
        for part in parts(value):
            yield from unwrapped(part, depth - 1)


def parts(value: Any) -> tuple[Any, ...]:
    """What a descriptor holds."""
    if isinstance(value, (staticmethod, classmethod)):
        holder = cast("Any", value)
        return (holder.__func__,)
    if isinstance(value, property):
        return (value.fget, value.fset, value.fdel)
    if isinstance(value, (functools.cached_property, functools.partial, functools.partialmethod)):
        return (value.func,)
    return ()


def stub_code(code: CodeType, behaviour: str, *, is_method: bool = False) -> CodeType:
    """A code object of the same kind with the same free variables that does what `behaviour` says."""
    head, give_one, tail = HEADS[code.co_flags & KINDS]
    if behaviour == "identity":
        bound = is_method and code.co_varnames[:1] in (("self",), ("cls",))
        give_one = give_one.replace("1", IDENTITY.format(skipped=int(bound)))
    cells = [f"_{number}" for number in range(len(code.co_freevars))]
    lines = [
        "def outer():",
        *(f" {cell} = None" for cell in cells),
        f" {head} stub(*args, **kwargs):",
        f"  {BODIES.get(behaviour, give_one)}",
        *(f"  {cell}" for cell in cells),
        f"  {tail if behaviour in BODIES else ''}",
        " return stub",
    ]
    space: dict[str, Any] = {}
    exec(compile("\n".join(lines), "<stub>", "exec"), space)  # noqa: S102 - our own text, inside the sandbox
    made: CodeType = space["outer"]().__code__
    return made.replace(co_name=code.co_name, co_filename=code.co_filename, co_firstlineno=code.co_firstlineno)
