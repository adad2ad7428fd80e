"""Classes whose members come from data: enumerations, named tuples, abstract base classes."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownLambdaType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, NoReturn, cast

from ..strict.names import ASSIGNABLE, DEFINABLE, GUARDED, attribute_is_open
from .codes import MADE_CLASS
from .session import PROGRAM, Session

_BY_PYTHON = (
    "__annotate__ __annotate_func__ __annotations__ __annotations_cache__ __classcell__ __classdictcell__ "
    "__conditional_annotations__ __doc__ __firstlineno__ __module__ __name__ __orig_bases__ __parameters__ "
    "__qualname__ __slots__ __static_attributes__ __type_params__"
)
"""What a class statement leaves in the names of its class, beside what stands in its body."""
_WRITTEN_BY_PYTHON = frozenset(_BY_PYTHON.split())


def guard_named_tuples() -> None:
    """From now on no field of a named tuple has a name that leads inside. For a process that runs strict programs.

    `case T(x)` reads the first field of T from whatever T says is an instance of it, by whatever name that field has.
    NOTE: `typing.NamedTuple` calls the function of `collections`, too.
    """
    module = cast("Any", import_module("collections"))
    if not hasattr(module, "stelp_guarded"):
        module.namedtuple = _guarded(module.namedtuple)
        module.stelp_guarded = True


def _guarded(real: Callable[..., Any]) -> Callable[..., Any]:
    def namedtuple(typename: str, field_names: Any, **options: Any) -> Any:
        return matched_by_open_names(real(typename, field_names, **options))

    return namedtuple


def matched_by_open_names(made: Any) -> Any:
    """`made`, whose positional patterns read no name that is guarded. Raises `ValueError` for one that is closed."""
    names = vars(made).get("__match_args__", ())
    for name in names:
        if not _is_plain(name):
            raise ValueError(f"field names cannot be names of the interpreter's own: {name!r}")
    if not GUARDED.isdisjoint(names):
        made.__match_args__ = ()
    return made


def make_named_tuple() -> Callable[..., Any]:
    """`collections.namedtuple` without `module`, which would let a class claim to come from elsewhere."""

    def make(
        typename: str,
        field_names: "str | Iterable[str]",
        *,
        rename: bool = False,
        defaults: "Iterable[Any] | None" = None,
    ) -> Any:
        names = field_names if isinstance(field_names, str) else [*map(str, field_names)]
        collections = cast("Any", import_module("collections"))
        return collections.namedtuple(typename, names, rename=rename, defaults=defaults, module=PROGRAM)

    make.__name__ = "namedtuple"
    return make


def make_abstract_meta(session: Session) -> type:
    """`abc.ABCMeta` for class statements: called with members from data, it makes those that a statement could.

    NOTE: `super()` leads to the real one's `__new__`: that one asks the class that it is given what it may make.
    """
    real = cast("Any", import_module("abc")).ABCMeta
    if not hasattr(real, _REFUSE):
        setattr(real, _REFUSE, None)
        real.__new__ = staticmethod(_asking(real.__new__))

    class ABCMeta(real):
        """Metaclass of abstract base classes."""

        def __init_subclass__(cls, **_options: Any) -> NoReturn:
            raise TypeError("a metaclass cannot be a base class")

    setattr(ABCMeta, _REFUSE, staticmethod(lambda names: refuse_closed(session, names)))
    ABCMeta.__module__ = "abc"
    return ABCMeta


_REFUSE = "_stelp_refuse"
"""The name of what looks at the members of a class that is made; no program can name it."""


def _asking(make: Callable[..., Any]) -> Callable[..., Any]:
    def __new__(cls: Any, name: str, bases: "tuple[type, ...]", names: "dict[str, Any]", /, **options: Any) -> Any:
        refuse = getattr(cls, _REFUSE)
        if refuse is not None:
            if type(names) is not dict:  # another one can have other names for whoever asks next
                raise TypeError("the names of a class are a plain dict")
            refuse(names)
        return make(cls, name, bases, names, **options)

    return __new__


def make_enumerations(session: Session) -> "dict[str, type]":
    """The classes of `enum`. Their functional form takes plain names only; none is made of another module's names."""
    enum = cast("Any", import_module("enum"))
    real = enum.EnumMeta

    class EnumType(real):
        """Metaclass of enumerations."""

        def _create_(cls, class_name: str, names: Any, **options: Any) -> Any:  # pyright: ignore[reportSelfClsParameterName] - a metaclass
            kept = {key: options[key] for key in ("type", "start", "boundary") if key in options}
            return super()._create_(_exact(class_name), _members(session, names), module=PROGRAM, **kept)

        def _convert_(cls, *_arguments: Any, **_options: Any) -> NoReturn:  # pyright: ignore[reportSelfClsParameterName]
            session.deny(MADE_CLASS, "an enumeration of a module's names")

    def derived(name: str) -> type:
        base = getattr(enum, name)
        names = EnumType.__prepare__(name, (base,))
        names["__module__"], names["__qualname__"] = "enum", name
        return cast("type", EnumType(name, (base,), names))

    return {name: derived(name) for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag") if hasattr(enum, name)}


def _members(session: Session, listed: Any) -> Any:
    """The members that a functional form asks for, as pairs of plain names and values or as plain names."""
    if isinstance(listed, str):
        listed = str.__str__(listed).replace(",", " ").split()
    pairs = [*(listed.items() if isinstance(listed, Mapping) else listed)]
    members = [(_exact(pair), None) if isinstance(pair, str) else (_exact(pair[0]), pair[1]) for pair in pairs]
    refuse_closed(session, {name: None for name, _ in members})
    if special := next((name for name, _ in members if name.startswith("__")), ""):
        session.deny(MADE_CLASS, repr(special))  # `__exit__` of a class statement is guarded where it is defined
    return [name for name, _ in members] if all(isinstance(pair, str) for pair in pairs) else members


def _exact(text: Any) -> str:
    return str.__str__(text)


def refuse_closed(session: Session, names: Iterable[Any]) -> None:
    """End the program unless every one of `names` is an identifier that a class statement could have as a member."""
    for name in names:
        if type(name) is not str or not name.isidentifier() or not _is_member(name):
            session.deny(MADE_CLASS, repr(name)[:80])


def _is_member(name: str) -> bool:
    return name in _WRITTEN_BY_PYTHON or name in DEFINABLE or name in ASSIGNABLE or _is_plain(name)


def _is_plain(name: str) -> bool:
    return attribute_is_open(name) or name in GUARDED
