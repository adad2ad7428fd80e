"""Values as the sandbox tells them: plain tagged JSON, checked, compared and shown here, never rebuilt on the host.

The other half is `sandbox/values.py`.
"""

import math
from collections.abc import Iterator
from typing import TypeGuard, cast

import msgspec

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]

MAX_NODES = 20_000
MAX_DEPTH = 40
MAX_SHOWN = 160
TOLERANCE = 1e-9
"""Floats that differ relatively by no more than this are the same: the order of summation may differ."""

_TEXTS = frozenset({"int", "float", "str", "bytes", "bytearray", "ref"})
_ITEMS = frozenset({"tuple", "set", "frozenset"})
_STRINGS = {"complex": 2, "range": 3, "other": 2}


class NoValueError(Exception):
    """What arrived is no value."""


def read_value(raw: msgspec.Raw | bytes) -> Plain:
    """The value in a piece of JSON. Raises `msgspec.DecodeError` or `NoValueError`."""
    value = msgspec.json.decode(raw)
    if not is_value(value):
        raise NoValueError("it is no value")
    return value


def is_value(value: object) -> TypeGuard[Plain]:
    """Whether it is of one of the forms, within bounds."""
    nodes = 0
    pending: list[tuple[object, int]] = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        nodes += 1
        parts = _parts(item)
        if parts is None or nodes > MAX_NODES or depth > MAX_DEPTH:
            return False
        pending += [(part, depth + 1) for part in parts]
    return True


def _parts(value: object) -> list[object] | None:
    """The values directly inside; None for what is no value."""
    match value:
        case None | bool() | int() | str():
            return []
        case list():
            return cast("list[object]", value)
        case dict() if len(cast("dict[str, object]", value)) == 1:
            ((tag, body),) = cast("dict[str, object]", value).items()
            return _tagged(tag, body)
        case _:
            return None


def _tagged(tag: str, body: object) -> list[object] | None:
    match tag, body:
        case "same", int():
            return []
        case "dict", list():
            pairs = cast("list[object]", body)
            good = [cast("list[object]", pair) for pair in pairs if _is_pair(pair)]
            return [part for pair in good for part in pair] if len(good) == len(pairs) else None
        case "make", [str(), list()]:
            return cast("list[object]", cast("list[object]", body)[1])
        case "object", [str(), list()]:
            items = cast("list[object]", cast("list[object]", body)[1])
            named = [cast("list[object]", item) for item in items if _is_pair(item)]
            whole = len(named) == len(items) and all(isinstance(name, str) for name, _ in named)
            return [part for _, part in named] if whole else None
        case _, str() if tag in _TEXTS:
            return []
        case _, list() if tag in _ITEMS:
            return cast("list[object]", body)
        case _, list() if tag in _STRINGS:
            texts = cast("list[object]", body)
            return [] if len(texts) == _STRINGS[tag] and all(isinstance(text, str) for text in texts) else None
        case _:
            return None


def _is_pair(item: object) -> bool:
    return isinstance(item, list) and len(cast("list[object]", item)) == 2


def same(one: Plain, other: Plain) -> bool:
    """Whether two values are the same: types count, floats within `TOLERANCE`, dicts in their order."""
    pending = [(one, other)]
    while pending:
        match pending.pop():
            case list(left), list(right) if len(left) == len(right):
                pending += zip(left, right, strict=True)
            case {"float": str(left)}, {"float": str(right)}:
                if not _close(left, right):
                    return False
            case dict(left), dict(right) if left.keys() == right.keys():
                pending += [(left[key], right[key]) for key in left]
            case left, right if type(left) is type(right) and left == right and not isinstance(left, list | dict):
                continue
            case _:
                return False
    return True


def _close(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        return math.isclose(float(one), float(other), rel_tol=TOLERANCE, abs_tol=1e-12)
    except ValueError:
        return False


def holds_alias(value: Plain) -> bool:
    """Whether a part of the value is told as the number of another: then nothing may be taken out of it."""
    return any(isinstance(part, dict) and "same" in part for part in walk(value))


def walk(value: Plain) -> Iterator[Plain]:
    """A value and all that is in it, and all lists that its forms are made of."""
    pending = [value]
    while pending:
        item = pending.pop()
        yield item
        if isinstance(item, list):
            pending += item
        elif isinstance(item, dict):
            pending += item.values()


def show(value: Plain, limit: int = MAX_SHOWN) -> str:
    """The value as Python would write it, as far as that goes, in few characters."""
    text = _shown(value, 0)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _shown(value: Plain, depth: int) -> str:
    if depth > MAX_DEPTH:
        return "..."
    if isinstance(value, list):
        return f"[{_listed(value, depth)}]"
    if not isinstance(value, dict):
        return repr(value)
    ((tag, body),) = value.items()
    return _shown_tagged(tag, body, depth)


def _shown_tagged(tag: str, body: Plain, depth: int) -> str:
    match tag, body:
        case "tuple", list():
            return f"({_listed(body, depth)}{',' if len(body) == 1 else ''})"
        case "set", list():
            return f"{{{_listed(body, depth)}}}" if body else "set()"
        case "frozenset", list():
            return f"frozenset({{{_listed(body, depth)}}})" if body else "frozenset()"
        case "dict", list():
            pairs = [cast("list[Plain]", pair) for pair in body]
            return "{" + ", ".join(f"{_shown(k, depth + 1)}: {_shown(v, depth + 1)}" for k, v in pairs) + "}"
        case "make", [str(name), list(items)]:
            return f"{_last(name)}({_listed(items, depth)})"
        case "object", [str(name), list(items)]:
            pairs = [cast("list[Plain]", pair) for pair in items]
            return f"<{_last(name)} {', '.join(f'{k}={_shown(v, depth + 1)}' for k, v in pairs)}>"
        case "bytes" | "bytearray", str():
            return _bytes(tag, body)
        case _:
            return _shown_atom(tag, body)


def _shown_atom(tag: str, body: Plain) -> str:
    match tag, body:
        case "float", str():
            return body if body not in ("nan", "inf", "-inf") else f"float('{body}')"
        case "ref", str():
            return _last(body)
        case "other", [str(name), str(digest)]:
            return f"<{name} {digest[:8]}>"
        case "same", _:
            return "<the same object>"
        case "range", list():
            return f"range({', '.join(str(part) for part in body)})"
        case "complex", list():
            return f"complex({', '.join(str(part) for part in body)})"
        case _:
            return str(body)


def _bytes(tag: str, digits: str) -> str:
    try:
        text = repr(bytes.fromhex(digits))
    except ValueError:
        return digits
    return text if tag == "bytes" else f"bytearray({text})"


def _last(name: str) -> str:
    return name.rpartition(":")[2]


def _listed(items: list[Plain], depth: int) -> str:
    return ", ".join(_shown(item, depth + 1) for item in items)
