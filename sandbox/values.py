"""Values as plain tagged JSON: what cannot be told in full is told by its type and a hash of its representation.

The host's half is `stelp_ci/probe/differential/values.py`; `making.py` rebuilds them. JSON's own null, booleans,
strings, lists and small integers mean themselves; every other value is an object with one key, its tag.
"""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Iterator
from types import BuiltinFunctionType, FunctionType
from typing import Any, cast

from . import mac
from .making import resolved

MAX_NODES = 2000
MAX_DEPTH = 12
MAX_TEXT = 4000
MAX_ITEMS = 200
SMALL = 1 << 53
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
SEQUENCES = {tuple: "tuple", set: "set", frozenset: "frozenset"}
REBUILT = frozenset(
    {
        "collections:Counter",
        "collections:OrderedDict",
        "collections:deque",
        "datetime:date",
        "datetime:datetime",
        "datetime:time",
        "datetime:timedelta",
        "decimal:Decimal",
        "fractions:Fraction",
        "pathlib:PosixPath",
        "pathlib:PurePosixPath",
        "uuid:UUID",
    }
)
"""Types of the standard library that are rebuilt by what `__reduce_ex__` says: a callable and its arguments."""


class UntellableError(Exception):
    """The value cannot be rebuilt from plain data."""


class Telling:
    """One value, or several that may share parts, as plain data. `exact` refuses what cannot be rebuilt.

    A mutable value that is met again is told as the number of its first meeting, so that aliases stay aliases.
    """

    def __init__(self, *, exact: bool) -> None:
        self.exact = exact
        self.met: dict[int, int] = {}
        self.kept: list[Any] = []
        self.nodes = 0

    def tell(self, value: Any, depth: int = 0) -> Any:
        """The plain data of one value. Raises `UntellableError` where `exact` asks for it."""
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            return self.other(value)
        plain = scalar(value)
        if plain is not NotImplemented:
            return plain
        if isinstance(value, (type, FunctionType, BuiltinFunctionType)):
            return self.reference(value)
        if is_member(value):
            return {"ref": f"{name_of(type(value))}.{value._name_}"}
        if type(value) in (tuple, frozenset):
            return self.container(value, depth)
        if id(value) in self.met:
            return {"same": self.met[id(value)]}
        self.met[id(value)] = len(self.met)
        self.kept.append(value)
        return self.container(value, depth)

    def container(self, value: Any, depth: int) -> Any:
        """A value with parts."""
        kind = kind_of(value)
        if kind is list:
            return self.parts(value, depth)
        if kind is dict:
            return {"dict": [[self.tell(key, depth + 1), self.tell(item, depth + 1)] for key, item in self.few(value)]}
        if kind is tuple:
            return {"tuple": self.parts(value, depth)}
        if kind in SEQUENCES:
            return {SEQUENCES[kind]: sorted(self.parts(value, depth), key=repr)}
        return self.instance(value, depth)

    def parts(self, value: Any, depth: int) -> list[Any]:
        """The items of a sequence or set."""
        if len(value) > MAX_NODES:
            raise UntellableError("too many items") if self.exact else TooMuchError
        return [self.tell(item, depth + 1) for item in value]

    def few(self, value: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
        """The items of a dict."""
        if len(value) > MAX_NODES:
            raise UntellableError("too many items") if self.exact else TooMuchError
        yield from value.items()

    def reference(self, value: Any) -> Any:
        """A function or class, by the name under which it can be imported."""
        name = name_of(value)
        try:
            found = resolved(name)
        except (ImportError, AttributeError, ValueError):
            return self.other(value)
        return {"ref": name} if found is value else self.other(value)

    def instance(self, value: Any, depth: int) -> Any:
        """An object: of a known type by how it is made, of an importable class by its attributes."""
        kind = kind_of(value)
        name = name_of(kind)
        if isinstance(value, tuple) and hasattr(kind, "_fields") and self.reference(kind).get("ref") == name:
            return {"make": [name, self.parts(value, depth)]}
        if name in REBUILT:
            maker, arguments = how_made(value)
            return {"make": [name_of(maker), [self.tell(item, depth + 1) for item in arguments]]}
        state = attributes(value)
        if state is None or self.reference(kind).get("ref") != name:
            return self.other(value)
        items = [[key, self.tell(item, depth + 1)] for key, item in sorted(state.items())]
        return {"object": [name, items]}

    def other(self, value: Any) -> Any:
        """What cannot be rebuilt: its type, and a hash of its representation without addresses."""
        if self.exact:
            raise UntellableError(type(value).__name__)
        return untold(value)


def kind_of(value: Any) -> Any:
    """The type of a value."""
    return cast("Any", type(value))


def how_made(value: Any) -> tuple[Any, tuple[Any, ...]]:
    """The callable and the arguments that make an equal object."""
    match value:
        case OrderedDict():
            return OrderedDict, (list(cast("Any", value).items()),)
        case deque():
            return deque, (list(cast("Any", value)),)
        case _:
            return value.__reduce_ex__(2)[:2]


def name_of(value: Any) -> str:
    """`module:qualified.name` of a function or class."""
    return f"{getattr(value, '__module__', '')}:{getattr(value, '__qualname__', '')}"


def is_member(value: Any) -> bool:
    """Whether the value is a member of an enumeration."""
    kind: Any = kind_of(value)
    members = cast("dict[str, Any]", getattr(kind, "_member_map_", {}))
    return any(member is value for member in members.values())


class TooMuchError(Exception):
    """A container that is not told item by item."""


def scalar(value: Any) -> Any:
    """A value without parts as plain data, or NotImplemented."""
    kind = kind_of(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        return value if -SMALL < value < SMALL else {"int": hex(value)}
    if kind is float:
        return {"float": repr(value)}
    if kind is str:
        return text(value)
    if kind in (bytes, bytearray):
        return {kind.__name__: value.hex()} if len(value) <= MAX_TEXT else untold(value)
    if kind is complex:
        return {"complex": [repr(value.real), repr(value.imag)]}
    if kind is range:
        return {"range": [str(value.start), str(value.stop), str(value.step)]}
    return NotImplemented


def text(value: str) -> Any:
    """A string, with lone surrogates written out."""
    if len(value) > MAX_TEXT:
        return untold(value)
    try:
        value.encode()
    except UnicodeEncodeError:
        return {"str": value.encode("utf-16-le", "surrogatepass").hex()}
    return value


def untold(value: Any) -> dict[str, list[str]]:
    """The type of a value and a hash of its representation; a representation that fails is told by its failure."""
    try:
        shown = ADDRESS.sub("0x", repr(value))
    except Exception as error:  # noqa: BLE001 - whatever the code under judgement raises is told, not believed
        shown = f"repr raises {type(error).__name__}"
    digest = mac.sha256(shown.encode("utf-8", "backslashreplace")).digest().hex()[:16]
    return {"other": [f"{type(value).__module__}.{type(value).__qualname__}", digest]}


def attributes(value: Any) -> dict[str, Any] | None:
    """All that an object of a Python class holds, slots too; None for an object that holds more than attributes."""
    kind = kind_of(value)
    if any(base.__flags__ & 1 << 9 == 0 for base in kind.__mro__[:-1]) or isinstance(value, BaseException):
        return None
    slots = [name for base in kind.__mro__ for name in slot_names(base)]
    held = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    return {**held, **getattr(value, "__dict__", {})}


def slot_names(kind: type) -> list[str]:
    """The slots of one class, as attributes are named."""
    declared = vars(kind).get("__slots__", ())
    names = [declared] if isinstance(declared, str) else list(declared)
    private = f"_{kind.__name__.lstrip('_')}"
    return [
        f"{private}{name}" if name.startswith("__") and not name.endswith("__") else name
        for name in names
        if name not in ("__dict__", "__weakref__")
    ]


def tell_result(*values: Any) -> list[Any]:
    """Values with what they share, told as far as they can be."""
    telling = Telling(exact=False)
    told: list[Any] = []
    for value in values:
        try:
            told.append(telling.tell(value))
        except (TooMuchError, RecursionError):
            told.append(untold(value))
    return told
