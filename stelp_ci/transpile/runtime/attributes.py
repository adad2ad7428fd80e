"""Attributes whose names are known at run time only, and those that give different things on different objects."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownLambdaType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, GenericAlias, MappingProxyType, MethodType, SimpleNamespace
from typing import Any, cast

from ..strict.names import GUARDED, METACLASSES, STORABLE, attribute_is_open, is_private
from .closed import Closed
from .codes import CLOSED_NAME, FOREIGN_ATTRIBUTE, NOT_A_NAME
from .formatting import Formatting
from .session import PROGRAM, Session

_MISSING = object()
_classes_above = type.__dict__["__mro__"].__get__
_names_of = type.__dict__["__dict__"].__get__


class Attributes(metaclass=Closed):
    """The helpers and builtins about attributes of one run; a program sees them as functions."""

    def __init__(self, session: Session) -> None:
        formatting = Formatting(session)
        self._session = session
        self._formatters: dict[str, Callable[..., str]] = {
            "format": formatting.format,
            "format_map": formatting.format_map,
        }

    def attribute(self, owner: Any, name: str, /) -> Any:
        """`owner.name` for the guarded names."""
        value = getattr(owner, name)
        if name in self._formatters:
            if value is getattr(str, name):
                return self._formatters[name]
            if type(value) is BuiltinFunctionType and isinstance(value.__self__, str):
                return _bound(self._formatters[name], value.__self__)
        if _is_programs(owner, name) or _is_programs_function(value):
            return value
        if callable(value) or name == "obj":
            self._session.deny(FOREIGN_ATTRIBUTE, f".{name} of {type(owner).__name__}")
        return value

    def get(self, owner: Any, name: str, /, *default: Any) -> Any:
        """`getattr`."""
        if self._own(owner, name) not in GUARDED:
            return getattr(owner, name, *default)
        if default and getattr(owner, name, _MISSING) is _MISSING:
            return default[0]
        return self.attribute(owner, name)

    def has(self, owner: Any, name: str, /) -> bool:
        """`hasattr`: whether a name is there is no secret."""
        if type(name) is not str:
            self._named(name)
        return hasattr(owner, name)

    def set(self, owner: Any, name: str, value: Any, /) -> None:
        """`setattr`."""
        self._own(owner, name)
        setattr(owner, self._stored(name), value)

    def delete(self, owner: Any, name: str, /) -> None:
        """`delattr`."""
        self._own(owner, name)
        delattr(owner, self._stored(name))

    def set_on(self, owner: Any, /, *arguments: Any) -> None:
        """`object.__setattr__` and `super().__setattr__`."""
        place = 1 if isinstance(owner, type) else 0
        if len(arguments) > place:
            self._stored(arguments[place])
        for kind in _passed_by(owner, arguments):
            if isinstance(_names_of(kind).get("__setattr__"), FunctionType) and not _has_open_names(kind):
                raise TypeError(f"can't apply this __setattr__ to {kind.__name__} object")
        owner.__setattr__(*arguments)

    def vars(self, owner: Any = _MISSING, /) -> Any:
        """`vars` of an object of the program: a copy that changes nothing."""
        if owner is _MISSING or not _has_open_names(type(owner)):
            raise TypeError("vars() takes an object of one of the program's own classes")
        return MappingProxyType(dict(cast("dict[str, Any]", vars(owner))))

    def dir(self, *owner: Any) -> "list[str]":
        """`dir` of an object: the names that the program may read."""
        if not owner:
            raise TypeError("dir() takes an object here")
        return [name for name in dir(*owner) if type(name) is str and attribute_is_open(name)]

    def _own(self, owner: Any, name: Any) -> str:
        """A name that is open on `owner`: what the library keeps behind an underscore is not a program's to touch."""
        if is_private(self._named(name)) and not _is_of_program(owner):
            self._session.deny(CLOSED_NAME, repr(name))
        return name

    def _stored(self, name: Any) -> str:
        """A name that may be set: of those with two underscores on both sides few, as in the source."""
        if self._named(name).startswith("__") and name not in STORABLE:
            self._session.deny(CLOSED_NAME, repr(name))
        return name

    def _named(self, name: Any) -> str:
        if type(name) is not str:
            if isinstance(name, str):
                self._session.deny(NOT_A_NAME, type(name).__name__)
            raise TypeError(f"attribute name must be string, not {type(name).__name__!r}")
        if (name not in GUARDED and not attribute_is_open(name)) or name in METACLASSES:
            self._session.deny(CLOSED_NAME, repr(name))
        return name


def _bound(function: Callable[..., str], template: str) -> Callable[..., str]:
    """`template.format`, as a function that has nothing but its arguments."""

    def method(*arguments: Any, **named: Any) -> str:
        return function(template, *arguments, **named)

    return method


def _is_programs(owner: Any, name: str) -> bool:
    """Whether an attribute comes from the program: from an object's own names, or from a class that it made.

    NOTE: proxies answer for the names of another object, and then find something else: never for those.
    """
    kind = type(owner)
    if issubclass(kind, (super, GenericAlias)) or (not issubclass(kind, type) and _passes_on(kind)):
        return False
    for above in _classes_above(owner if isinstance(owner, type) else kind):
        names = _names_of(above)
        if name in names:
            return names.get("__module__") == PROGRAM
    if not _has_open_names(kind) or not kind.__dictoffset__:
        return False
    return name in object.__getattribute__(owner, "__dict__")


def _passes_on(kind: type) -> bool:
    """Whether a class of the library answers for what is not found: the program's attribute may say that it is not."""
    return any("__getattr__" in (names := _names_of(above)) and names.get("__module__") != PROGRAM
               for above in _classes_above(kind))  # fmt: skip


def _is_programs_function(value: Any) -> bool:
    function = value.__func__ if type(value) is MethodType else value
    return type(function) is FunctionType and function.__globals__.get("__name__") == PROGRAM


def _passed_by(owner: Any, arguments: "tuple[Any, ...]") -> "list[type]":
    """The classes of an object whose own `__setattr__` is not asked: `object.__setattr__(x, ...)` asks none of them.

    Python does the same for classes written in C; here it holds for those of the library and of the controls.
    """
    if issubclass(type(owner), super):
        target, last = _self_of(owner), _class_of(owner)
    elif isinstance(owner, type) and arguments:
        target, last = arguments[0], None
    else:
        return []
    above = [*_classes_above(type(target))]
    if last is not None:
        return above[: above.index(last) + 1] if last in above else above
    return above[: above.index(owner)] if owner in above else above


_self_of = super.__dict__["__self__"].__get__
_class_of = super.__dict__["__thisclass__"].__get__


def _is_of_program(owner: Any) -> bool:
    kind = type(owner)
    return _has_open_names(owner if issubclass(kind, type) else kind) or _is_programs_function(owner)


def _has_open_names(kind: type) -> bool:
    return not issubclass(kind, type) and (kind is SimpleNamespace or _names_of(kind).get("__module__") == PROGRAM)
