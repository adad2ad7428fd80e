"""`dataclasses`, without a way for a program to choose the source text that it compiles or the attributes it reads.

The real decorator writes the names of fields into source text, and `asdict` and `replace` read attributes by them; they
take the names from annotations, which need not come from a class statement, and from objects that can be altered.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownLambdaType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from types import GenericAlias, ModuleType
from typing import Any, cast
from unicodedata import normalize

from .classes import matched_by_open_names, refuse_closed
from .closed import Closed
from .codes import MADE_CLASS
from .session import PROGRAM, Session


def make_dataclasses(session: Session) -> "dict[str, Any]":
    """The wrapped names of `dataclasses`."""
    real = cast("Any", import_module("dataclasses"))
    _guard_readers(real)
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
        return matched_by_open_names(_as_program(real.dataclass, cls, options))

    def fields(owner: Any, /) -> "tuple[Any, ...]":
        return tuple(_copied(each, field_class) for each in real.fields(owner))

    return {"field": field, "dataclass": dataclass, "fields": fields}


def _guard_readers(real: Any) -> None:
    """From now on `asdict` and its kind read the fields of an object's class, not those that the object names itself.

    They, and what prints a dataclass, read attributes by the names of fields; all of them begin with one of these.
    """
    if not hasattr(real, "stelp_guarded"):
        for name in ("fields", "replace", "_replace"):
            if hasattr(real, name):
                setattr(real, name, _of_class(getattr(real, name)))
        real.stelp_guarded = True


def _of_class(reader: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(owner: Any, /, **changes: Any) -> Any:
        if _answers_itself(owner):
            raise TypeError("an object that has fields of its own is no dataclass")
        return reader(owner, **changes)

    guarded.__name__ = reader.__name__
    return guarded


def _answers_itself(owner: Any) -> bool:
    """Whether the fields that a reader finds need not be those that the decorator wrote into the class."""
    kind: Any = type(owner)
    if issubclass(kind, type):
        return False
    if issubclass(kind, (super, GenericAlias)):
        return True
    own: dict[Any, Any] = object.__getattribute__(owner, "__dict__") if kind.__dictoffset__ else {}
    return any(type(name) is not str or name == _FIELDS for name in own)  # a text of another class may equal it later


_FIELDS = "__dataclass_fields__"


def _check(session: Session, cls: type) -> None:
    """Every name that the decorator will write: those of the class's annotations, and of the fields it inherits.

    NOTE: without a text of its own a class would be described by `inspect.signature`, which evaluates text.
    """
    names: Any = type.__dict__["__dict__"].__get__(cls)
    if names.get("__module__") != PROGRAM:
        raise TypeError(f"{cls.__name__} is not a class of the program")
    if type(names.get("__doc__")) is not str or not names["__doc__"]:
        cls.__doc__ = f"{cls.__name__}(...)"
    annotations = names.get("__annotations__", {})
    if type(annotations) is not dict:
        session.deny(MADE_CLASS, "annotations that are not a plain dict")
    _refuse_names(session, annotations)
    for base in type.__dict__["__mro__"].__get__(cls):
        inherited = base.__dict__.get(_FIELDS, {})
        _refuse_names(session, [*inherited, *(each.name for each in inherited.values())])


def _refuse_names(session: Session, names: Iterable[Any]) -> None:
    """The names of fields become assignments to `self`, whatever that is: a class could be given an `__exit__`."""
    refuse_closed(session, names)
    for name in names:
        if name.startswith("__") or normalize("NFKC", name) != name:  # source text is folded to that form
            session.deny(MADE_CLASS, repr(name)[:80])


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
    class Field(real, metaclass=Closed):
        """A field whose name stays an identifier, and no base class: another one could name itself."""

        __slots__ = ()
        __module__ = "dataclasses"

        def __setattr__(self, name: str, value: Any) -> None:
            if name == "name" and value is not None:
                _refuse_names(session, (value,))
            object.__setattr__(self, name, value)

    return Field


def _copied(field: Any, field_class: Any) -> Any:
    made = field_class.__new__(field_class)
    for name in type(field).__mro__[-2].__slots__:
        if hasattr(field, name):
            setattr(made, name, getattr(field, name))
    return made
