"""What stands for the wrapped names of each module."""

from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

from .bounds import REPEATABLE, Bounds
from .kinds import ALIAS, BUILTIN_FUNCTION, FUNCTION, GENERATOR, KIND, METHOD
from .output import make_stream
from .session import Session


def wrapped_names(session: Session, bounds: Bounds) -> "Mapping[str, Callable[[], Mapping[str, Any]]]":
    """For each module that has any, a function that makes them; a program pays for what it imports only.

    That goes for the larger ones of the modules that make them, too: they are loaded then.
    """
    return {
        "abc": lambda: _abstract(session),
        "asyncio": lambda: _loop(session),
        "calendar": lambda: _calendar(session),
        "collections": _tuples,
        "dataclasses": lambda: _dataclasses(session),
        "enum": lambda: _enumerations(session),
        "functools": lambda: _functions(session),
        "hashlib": _hashes,
        "json": _json,
        "math": lambda: _math(session),
        "operator": lambda: _operators(bounds),
        "pprint": lambda: _pprint(session),
        "re": lambda: _patterns(session),
        "sys": lambda: _interpreter(session),
        "types": _kinds,
        "typing": lambda: {"Type": KIND},
        "zlib": lambda: _zlib(session),
    }


def _abstract(session: Session) -> "Mapping[str, Any]":
    from .classes import make_abstract_meta

    return {"ABCMeta": make_abstract_meta(session)}


def _loop(session: Session) -> "Mapping[str, Any]":
    from .asynchronous import make_asyncio

    return make_asyncio(session)


def _calendar(session: Session) -> "Mapping[str, Any]":
    from .data import make_calendar

    return make_calendar(session)


def _tuples() -> "Mapping[str, Any]":
    from .classes import make_named_tuple

    return {"namedtuple": make_named_tuple()}


def _dataclasses(session: Session) -> "Mapping[str, Any]":
    from .fields import make_dataclasses

    return make_dataclasses(session)


def _enumerations(session: Session) -> "Mapping[str, Any]":
    from .classes import make_enumerations

    return make_enumerations(session)


def _functions(session: Session) -> "Mapping[str, Any]":
    from .functions import make_functions

    return make_functions(session)


def _hashes() -> "Mapping[str, Any]":
    from .data import make_hashlib

    return make_hashlib()


def _json() -> "Mapping[str, Any]":
    from .data import make_json

    return make_json()


def _math(session: Session) -> "Mapping[str, Any]":
    from .data import make_math

    return make_math(session)


def _patterns(session: Session) -> "Mapping[str, Any]":
    from .patterns import make_patterns

    return make_patterns(session)


def _pprint(session: Session) -> "Mapping[str, Any]":
    from .data import make_pprint

    return make_pprint(session)


def _zlib(session: Session) -> "Mapping[str, Any]":
    from .data import make_zlib

    return make_zlib(session)


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
