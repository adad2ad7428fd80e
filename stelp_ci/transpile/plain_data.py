"""Plain data as JSON and back, on both sides of the sandbox: exact builtin types only, within bounds.

None, booleans, strings, finite floats, integers that a double holds, lists, and dicts with string keys are themselves.
Everything else is an object with one key that begins with `$`: `$int`, `$float`, `$complex`, `$bytes`, `$text` (lone
surrogates), `$tuple`, `$set`, `$frozenset`, `$dict` (pairs), and `$opaque` for what is no plain data.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, cast

DEPTH = 60
NODES = 100_000
CHARACTERS = 256 << 10
WHOLE = 1 << 53
DIGITS = 100_000


class Opaque(NamedTuple):
    """Something that did not cross: the name of its class, and what it says it is."""

    type: str
    text: str


class PlainError(ValueError):
    """The JSON is not what `encode` writes."""


def holds_opaque(value: object) -> bool:
    """Whether something in a rebuilt value did not cross, keys included."""
    pending: list[Any] = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, Opaque):
            return True
        if isinstance(one, dict):
            pending += [*one.keys(), *one.values()]
        elif isinstance(one, (list, tuple, set, frozenset)):
            pending += [*one]
    return False


def encode(value: object, describe: "Callable[[object], str]" = lambda _: "") -> Any:
    """`value` as JSON data. What is no plain data becomes `$opaque`, described by `describe`; so does what is too much.

    Only the exact builtin types count: a subclass may lie about everything.
    """
    coder = _Encoder(describe)
    coded = coder.encode(value, 0)
    return coder.opaque(value, "too much") if coder.spent else coded


class _Encoder:
    def __init__(self, describe: "Callable[[object], str]") -> None:
        self.describe = describe
        self.nodes = NODES
        self.characters = CHARACTERS

    @property
    def spent(self) -> bool:
        """Whether the value was larger than the bounds."""
        return self.nodes < 0 or self.characters < 0

    def opaque(self, value: object, why: str = "") -> Any:
        """What stands for a value that does not cross."""
        text = f"<{why}: {type(value).__name__}>" if why else self.describe(value)
        return {"$opaque": [type(value).__name__, text]}

    def encode(self, value: Any, depth: int) -> Any:
        """One value; nothing more is looked at once the bounds are exceeded."""
        self.nodes -= 1
        if self.spent or depth > DEPTH:
            self.nodes = -1
            return None
        kind = cast("type[Any]", type(value))
        if value is None or kind is bool:
            return value
        if kind in _SCALARS:
            return self.scalar(value, kind)
        return self.container(value, kind, depth + 1)

    def scalar(self, value: Any, kind: type) -> Any:
        """A number, a string or bytes."""
        if kind is int and value.bit_length() > 4 * CHARACTERS:
            self.nodes = -1
            return None
        coded = _SCALARS[kind](value)
        self.characters -= len(value) if kind is str or kind is bytes else len(str(coded))
        return coded

    def container(self, value: Any, kind: type, depth: int) -> Any:
        """A list, tuple, set or dict; anything else is opaque."""
        if kind is dict:
            return self.mapping(value, depth)
        if kind is list:
            return [self.encode(item, depth) for item in value]
        if kind is Opaque:
            return {"$opaque": [value.type, value.text]}
        tag = _TAGS.get(kind)
        if tag is None:
            return self.opaque(value)
        items = [self.encode(item, depth) for item in value]
        return {tag: items if kind is tuple else sorted(items, key=repr)}

    def mapping(self, value: "dict[Any, Any]", depth: int) -> Any:
        """A dict: an object where its keys are plain strings, else pairs."""
        if all(type(key) is str and not key.startswith("$") and _is_clean(key) for key in value):
            self.characters -= sum(map(len, value))
            return {key: self.encode(item, depth) for key, item in value.items()}
        return {"$dict": [[self.encode(key, depth), self.encode(item, depth)] for key, item in value.items()]}


def _is_clean(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _coded_text(value: str) -> Any:
    return value if _is_clean(value) else {"$text": [ord(character) for character in value]}


def _coded_float(value: float) -> Any:
    return value if value - value == 0 else {"$float": repr(value)}


def _coded_complex(value: complex) -> Any:
    return {"$complex": [_coded_float(value.real), _coded_float(value.imag)]}


_SCALARS: "dict[type, Callable[[Any], Any]]" = {
    int: lambda value: value if -WHOLE < value < WHOLE else {"$int": hex(value)},
    float: _coded_float,
    str: _coded_text,
    bytes: lambda value: {"$bytes": _base64().b64encode(value).decode("ascii")},
    complex: _coded_complex,
}
_TAGS: "dict[type, str]" = {tuple: "$tuple", set: "$set", frozenset: "$frozenset"}


def decode(data: Any) -> Any:
    """The value that JSON data stands for, built anew from exact builtin types. Raises `PlainError`.

    The data is what a JSON decoder gave; its nesting is bounded here.
    """
    return _decoded(data, 0)


def _decoded(data: Any, depth: int) -> Any:
    if depth > 2 * DEPTH:
        raise PlainError("nested too deeply")
    if isinstance(data, list):
        return [_decoded(item, depth + 1) for item in cast("list[Any]", data)]
    if not isinstance(data, dict):
        return data
    given = cast("dict[str, Any]", data)
    tag = next(iter(given), "")
    if not tag.startswith("$"):
        return {key: _decoded(item, depth + 1) for key, item in given.items()}
    if len(given) != 1 or tag not in _READERS:
        raise PlainError(f"unknown tag {tag[:40]!r}")
    try:
        return _READERS[tag](given[tag], depth + 1)
    except (TypeError, ValueError, OverflowError) as error:
        raise PlainError(f"{tag} holds something else: {error}") from error


def _items(data: Any, depth: int) -> "list[Any]":
    if not isinstance(data, list):
        raise PlainError("a list is needed")
    return [_decoded(item, depth) for item in cast("list[Any]", data)]


def _pairs(data: Any, depth: int) -> "dict[Any, Any]":
    pairs = [cast("list[Any]", pair) for pair in _items(data, depth)]
    return {key: item for key, item in pairs}  # noqa: C416 - a pair of another length is an error


def _special_float(data: Any, _: int) -> float:
    if data not in ("nan", "inf", "-inf"):
        raise PlainError("not a special float")
    return float(data)


def _whole(data: Any, _: int) -> int:
    if not isinstance(data, str) or len(data) > 2 * CHARACTERS:
        raise PlainError("not an integer")
    return int(data, 16)


def _base64() -> Any:
    """Loaded for the few programs that are given bytes, or give some."""
    import base64

    return base64


def _opaque(data: Any, _: int) -> Opaque:
    name, text = cast("list[Any]", data)
    return Opaque(str(name), str(text))


_READERS: "dict[str, Callable[[Any, int], Any]]" = {
    "$int": _whole,
    "$float": _special_float,
    "$complex": lambda data, depth: complex(*_items(data, depth)),
    "$bytes": lambda data, _: _base64().b64decode(data, validate=True),
    "$text": lambda data, _: "".join(map(chr, data)),
    "$tuple": lambda data, depth: tuple(_items(data, depth)),
    "$set": lambda data, depth: set(_items(data, depth)),
    "$frozenset": lambda data, depth: frozenset(_items(data, depth)),
    "$dict": _pairs,
    "$opaque": _opaque,
}
