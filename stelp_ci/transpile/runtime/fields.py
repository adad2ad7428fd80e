"""`dataclasses`, without a way for a program to choose the source text that it compiles or the attributes it reads.

The real decorator writes the names of fields into source text, and `asdict` and `replace` read attributes by them; they
take the names from annotations, which need not come from a class statement, and from objects that can be altered.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownLambdaType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, cast

from .classes import refuse_closed
from .codes import MADE_CLASS
from .session import PROGRAM, Session


def make_dataclasses(session: Session) -> "dict[str, Any]":
    """The wrapped names of `dataclasses`."""
    real = cast("Any", import_module("dataclasses"))
    field_class = _plain_field(real.Field, session)

    def field(**options: Any) -> Any:
        made = real.field(**options)
        return _copied(made, field_class)

    def dataclass(cls: Any = None, /, **options: Any) -> Any:
        if cls is None:
            return lambda decorated: dataclass(decorated, **options)
        if not issubclass(type(cls), type):
            raise TypeError("dataclass() takes a class")
        _check(session, cls)
        return _as_program(real.dataclass, cls, options)

    def fields(owner: Any, /) -> "tuple[Any, ...]":
        return tuple(_copied(each, field_class) for each in real.fields(owner))

    return {"field": field, "dataclass": dataclass, "fields": fields}


def _check(session: Session, cls: type) -> None:
    """Every name that the decorator will write: those of the class's annotations, and of the fields it inherits."""
    names: Any = type.__dict__["__dict__"].__get__(cls)
    annotations = names.get("__annotations__", {})
    if type(annotations) is not dict:
        session.deny(MADE_CLASS, "annotations that are not a plain dict")
    refuse_closed(session, annotations)
    for base in type.__dict__["__mro__"].__get__(cls):
        inherited = base.__dict__.get("__dataclass_fields__", {})
        refuse_closed(session, [*inherited, *(each.name for each in inherited.values())])


def _as_program(decorate: Callable[..., Any], cls: type, options: "dict[str, Any]") -> Any:
    """Decorate while the program's module can be found under its name: text annotations are looked up there."""
    before = sys.modules.get(PROGRAM)
    sys.modules[PROGRAM] = ModuleType(PROGRAM)
    try:
        return decorate(cls, **options)
    finally:
        if before is None:
            del sys.modules[PROGRAM]
        else:
            sys.modules[PROGRAM] = before


def _plain_field(real: Any, session: Session) -> Any:
    class Field(real):
        """A field whose name stays an identifier."""

        __slots__ = ()

        def __setattr__(self, name: str, value: Any) -> None:
            if name == "name" and value is not None:
                refuse_closed(session, (value,))
            object.__setattr__(self, name, value)

    Field.__module__ = "dataclasses"
    return Field


def _copied(field: Any, field_class: Any) -> Any:
    made = field_class.__new__(field_class)
    for name in type(field).__mro__[-2].__slots__:
        if hasattr(field, name):
            setattr(made, name, getattr(field, name))
    return made
