"""What stands for the wrapped names of each module."""

from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

from . import data
from .bounds import REPEATABLE, Bounds
from .classes import make_abstract_meta, make_enumerations, make_named_tuple
from .fields import make_dataclasses
from .functions import make_functions
from .kinds import ALIAS, BUILTIN_FUNCTION, FUNCTION, GENERATOR, KIND, METHOD
from .output import make_stream
from .patterns import make_patterns
from .session import Session


def wrapped_names(session: Session, bounds: Bounds) -> "Mapping[str, Callable[[], Mapping[str, Any]]]":
    """For each module that has any, a function that makes them; a program pays for what it imports only."""
    return {
        "abc": lambda: {"ABCMeta": make_abstract_meta(session)},
        "asyncio": lambda: _loop(session),
        "calendar": lambda: data.make_calendar(session),
        "collections": lambda: {"namedtuple": make_named_tuple()},
        "dataclasses": lambda: make_dataclasses(session),
        "enum": lambda: make_enumerations(session),
        "functools": lambda: make_functions(session),
        "hashlib": data.make_hashlib,
        "json": data.make_json,
        "math": lambda: data.make_math(session),
        "operator": lambda: _operators(bounds),
        "pprint": lambda: data.make_pprint(session),
        "re": lambda: make_patterns(session),
        "sys": lambda: _interpreter(session),
        "types": _kinds,
        "typing": lambda: {"Type": KIND},
        "zlib": lambda: data.make_zlib(session),
    }


def _loop(session: Session) -> "Mapping[str, Any]":
    """Loaded for the programs that ask for it: it is the largest part of the runtime."""
    from .asynchronous import make_asyncio

    return make_asyncio(session)


def _operators(bounds: Bounds) -> "dict[str, Any]":
    def ipow(base: Any, exponent: Any, /) -> Any:
        base **= bounds.exponent(exponent)
        return base

    def imul(left: Any, right: Any, /) -> Any:
        left *= bounds.factor(right) if isinstance(left, REPEATABLE) else right
        return left

    def ilshift(value: Any, count: Any, /) -> Any:
        value <<= bounds.shift(count)
        return value

    plain = {"pow": bounds.power, "mul": bounds.multiply, "lshift": bounds.lshift}
    return {**plain, "ipow": ipow, "imul": imul, "ilshift": ilshift}


def _kinds() -> "dict[str, Any]":
    return {
        "BuiltinFunctionType": BUILTIN_FUNCTION,
        "FunctionType": FUNCTION,
        "GenericAlias": ALIAS,
        "GeneratorType": GENERATOR,
        "LambdaType": FUNCTION,
        "MethodType": METHOD,
    }


def _interpreter(session: Session) -> "dict[str, Any]":
    """The names of `sys` that would reach the process: streams of the session, and a recursion limit that stays."""

    def setrecursionlimit(limit: int, /) -> None:
        if type(limit) is not int or limit < 1:
            raise ValueError("recursion limit must be greater or equal than 1")

    stream = make_stream(session)
    return {
        "setrecursionlimit": setrecursionlimit,
        "stdin": StringIO(session.stdin),
        "stdout": stream,
        "stderr": stream,
    }
