"""What a program sees of `type`, and of the classes of functions, generators and methods: names that make nothing."""

from types import (
    BuiltinFunctionType,
    CodeType,
    FrameType,
    FunctionType,
    GeneratorType,
    GenericAlias,
    MethodType,
    ModuleType,
    TracebackType,
)
from typing import Any, NoReturn

from ..facades.table import MODULES
from .facade import Facade

_REAL: "dict[type, type]" = {}
"""The real class behind each stand-in."""


class _StandIn(type):
    """The class of stand-ins: they answer isinstance and issubclass like the real class, and that is all."""

    def __new__(cls, *_arguments: object, **_named: object) -> NoReturn:
        raise TypeError("this class cannot be a base class")

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _REAL[cls])

    def __subclasscheck__(cls, subclass: type) -> bool:
        return subclass in _REAL or issubclass(subclass, _REAL[cls])

    def __call__(cls, *arguments: Any) -> Any:
        if cls is KIND and len(arguments) == 1:
            return kind_of(arguments[0])
        if cls is ALIAS:
            return GenericAlias(*arguments)
        raise TypeError(f"{cls.__name__} makes nothing here")

    def __getitem__(cls, item: object) -> GenericAlias:
        return GenericAlias(cls, item)

    def __setattr__(cls, name: str, value: object) -> NoReturn:
        raise TypeError(f"{name!r} of {cls.__name__} cannot be set")

    def __delattr__(cls, name: str) -> NoReturn:
        raise TypeError(f"{name!r} of {cls.__name__} cannot be deleted")

    def __repr__(cls) -> str:
        return f"<class {cls.__name__!r}>"


def _closed(_cls: type) -> NoReturn:
    raise TypeError("this class cannot be a base class")


def _stand_in(real: type) -> type:
    body: dict[str, Any] = {"__slots__": (), "__init_subclass__": _closed, "__module__": "builtins"}
    made = type.__new__(_StandIn, real.__name__, (), body)
    _REAL[made] = real
    return made


KIND = _stand_in(type)
"""What a program knows as `type`: of one argument; `isinstance(x, type)` and `type(int) is type` work."""

_SEALED: "dict[type, type]" = {
    real: _stand_in(real)
    for real in (
        FunctionType, BuiltinFunctionType, MethodType, GeneratorType, CodeType, FrameType, TracebackType, ModuleType,
    )
}  # fmt: skip
_OFFERED = MODULES["typing"]
ALIAS = _stand_in(GenericAlias)
"""What a program knows as `types.GenericAlias`, and as the classes of what `typing` makes of annotations.

An object of a class derived from the real ones passes on what it is asked for, with names in two underscores too, so
that a library which asks it would be answered by a function."""
FUNCTION, BUILTIN_FUNCTION, METHOD, GENERATOR = (
    _SEALED[real] for real in (FunctionType, BuiltinFunctionType, MethodType, GeneratorType)
)


def kind_of(value: object) -> type:
    """The class of `value` as a program may see it: never a metaclass, and none that makes functions or code."""
    kind = type(value)
    if issubclass(kind, type):
        return KIND
    if issubclass(kind, GenericAlias) or (kind.__module__ == "typing" and kind.__name__ not in _OFFERED):
        return ALIAS
    return Facade if issubclass(kind, Facade) else _SEALED.get(kind, kind)


def real_of(kind: Any) -> Any:
    """The class behind a stand-in, and everything else as it is."""
    return _REAL.get(kind, kind) if isinstance(kind, _StandIn) else kind
