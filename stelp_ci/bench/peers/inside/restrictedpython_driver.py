"""RestrictedPython with tuned guards: its own policy and guards, the harmless builtins, and pure modules."""

import builtins
import operator
from collections.abc import Callable
from importlib import import_module
from typing import Any

MODULES = frozenset(
    {"math", "cmath", "re", "typing", "collections", "itertools", "functools", "string", "heapq", "random", "bisect"}
    | {"statistics", "datetime", "copy", "hashlib", "operator", "fractions", "decimal", "json", "time"}
)
MORE_BUILTINS = (
    *(
        "sorted",
        "sum",
        "max",
        "min",
        "any",
        "all",
        "enumerate",
        "map",
        "filter",
        "reversed",
        "zip",
        "list",
        "dict",
        "set",
    ),
    *("frozenset", "iter", "next", "bytes", "bytearray", "object", "type", "super", "property", "staticmethod"),
    *("classmethod", "getattr", "hasattr", "print", "format", "tuple", "bin", "hex", "oct", "slice"),
)

IN_PLACE = {
    **{"+=": "iadd", "-=": "isub", "*=": "imul", "/=": "itruediv", "//=": "ifloordiv", "%=": "imod", "**=": "ipow"},
    **{"<<=": "ilshift", ">>=": "irshift", "|=": "ior", "&=": "iand", "^=": "ixor", "@=": "imatmul"},
}


class Refused(Exception):
    """The program is not compiled."""


class Denied(Exception):
    """A guard stopped the program."""


_compile: Any = import_module("RestrictedPython").compile_restricted
_guards: Any = import_module("RestrictedPython.Guards")
_iterating: Any = import_module("RestrictedPython.Eval")
_printing: Any = import_module("RestrictedPython.PrintCollector")


def compiled(text: str) -> Any:
    """The code under the default policy; a refusal is a SyntaxError that carries all reasons."""
    return _compile(text, "<program>", "exec")


def prepare(text: str) -> Callable[[], None]:
    """A run of the program under the guards."""
    try:
        code = compiled(text)
    except SyntaxError as error:
        raise Refused(str(error)) from error
    names = namespace()

    def run() -> None:
        try:
            exec(code, names)  # noqa: S102 - what is measured
        except ImportError as error:
            raise Denied(str(error)) from error
        except NameError as error:
            if hasattr(builtins, getattr(error, "name", "") or ""):
                raise Denied(f"builtin that is not offered: {error}") from error
            raise

    return run


def namespace() -> dict[str, Any]:
    """The guards and the builtins that are offered."""
    offered = {**_guards.safe_builtins, **{name: getattr(builtins, name) for name in MORE_BUILTINS}}
    offered["getattr"] = _guards.safer_getattr
    offered["__import__"] = _import
    return {
        "__builtins__": offered,
        "__name__": "__main__",
        "__metaclass__": type,
        "_getattr_": _guards.safer_getattr,
        "_getitem_": _iterating.default_guarded_getitem,
        "_getiter_": _iterating.default_guarded_getiter,
        "_iter_unpack_sequence_": _guards.guarded_iter_unpack_sequence,
        "_unpack_sequence_": _guards.guarded_unpack_sequence,
        "_write_": _writable,
        "_inplacevar_": _in_place,
        "_print_": _printing.PrintCollector,
    }


def _writable(target: object) -> object:
    return target


def _import(name: str, *rest: Any) -> Any:
    if name.partition(".")[0] not in MODULES:
        raise ImportError(f"module that is not offered: {name}")
    return __import__(name, *rest)


def _in_place(sign: str, left: Any, right: Any) -> Any:
    return getattr(operator, IN_PLACE[sign])(left, right)
