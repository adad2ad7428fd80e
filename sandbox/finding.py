"""The function objects that a changed function of a file has become, and its code compiled anew from an edited text."""

from __future__ import annotations
import __future__

from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any, NamedTuple, TypedDict

from . import stubs


class Place(TypedDict):
    """A function: its module, its qualified name, and the line where it begins, decorators included."""

    module: str
    qualname: str
    first: int


class Found(NamedTuple):
    """The functions that were made from the definition at that line, and what decorators put around them."""

    functions: list[FunctionType]
    caches: list[Any]


FUTURES = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})


def find(place: Place) -> Found:
    """What the place has become. Raises `stubs.UnlocatedError`."""
    stub: Any = {**place, "behaviour": ""}
    if "<locals>" in place["qualname"]:
        raise stubs.UnlocatedError("it is defined inside another function")
    values = [value for module in stubs.modules(place["module"]) for value in stubs.named(module, stub)]
    met = {id(one): one for value in values for one in stubs.unwrapped(value, stubs.DEPTH) if stubs.is_meant(one, stub)}
    functions = [one for one in met.values() if one.__code__.co_firstlineno == place["first"]]
    if not functions:
        raise stubs.UnlocatedError("no Python function of that name was found in the module")
    return Found(functions, [cache for value in values for cache in stubs.caches(value, stubs.DEPTH)])


def compiled_like(code: CodeType, text: str) -> CodeType | None:
    """The code that `text`, the file or a part of it at its lines, has where `code` stands in the original."""
    flags = code.co_flags & FUTURES
    whole = compile(text, code.co_filename, "exec", flags=flags, dont_inherit=True)
    same = (code.co_name, code.co_firstlineno, code.co_freevars)
    return next((c for c in codes(whole) if (c.co_name, c.co_firstlineno, c.co_freevars) == same), None)


def codes(code: CodeType) -> Iterator[CodeType]:
    """A code object and all inside it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from codes(part)


def does_the_same(one: CodeType, other: CodeType) -> bool:
    """Whether two code objects differ in nothing but places."""
    plain = (one.co_code, one.co_names, one.co_varnames) == (other.co_code, other.co_names, other.co_varnames)
    pairs = list(zip(one.co_consts, other.co_consts, strict=False))
    return plain and len(one.co_consts) == len(other.co_consts) and all(same_constant(*pair) for pair in pairs)


def same_constant(one: Any, other: Any) -> bool:
    """Whether two constants of code objects are the same: 1 is neither True nor 1.0."""
    if isinstance(one, CodeType) and isinstance(other, CodeType):
        return does_the_same(one, other)
    return type(one) is type(other) and repr(one) == repr(other)
