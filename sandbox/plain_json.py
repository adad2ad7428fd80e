"""JSON for the small things that are told in here: `json` itself brings `re` and `enum`, and most of a start with them.

What is read comes from the host. What is written is read by it, strictly (`stelp_ci/execute/wire.py`, `events.py`).
"""

from typing import Any, cast

MANY = 200
"""Longer values are left to `json`, which is written in C."""
CONSTANTS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f", "\b": "\\b"}


class Reading:
    """How the scanner is to read: as `json.loads` does."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = CONSTANTS.__getitem__


def loads(data: bytes) -> Any:
    """The value of a whole document without space around it. Raises `ValueError`."""
    import _json

    text = data.decode("utf-8")
    try:
        value, end = cast("Any", _json).make_scanner(Reading)(text, 0)
    except StopIteration as error:
        raise ValueError("no document") from error
    if end != len(text):
        raise ValueError("bytes follow the document")
    return value


def dumps(value: Any) -> str:
    """The document that `json.dumps` writes."""
    kind = cast("type[Any]", type(value))
    if kind is str:
        return quoted(value)
    if value is None or kind is bool:
        return "null" if value is None else "true" if value else "false"
    if kind is int or (kind is float and value - value == 0):
        return repr(value)
    if kind is dict and len(value) <= MANY and all(type(key) is str for key in value):
        return "{" + ", ".join(f"{quoted(key)}: {dumps(each)}" for key, each in value.items()) + "}"
    if kind in (list, tuple) and len(value) <= MANY:
        return "[" + ", ".join(map(dumps, value)) + "]"
    import json

    return json.dumps(value)


def quoted(text: str) -> str:
    """A string in ASCII."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    if len(text) > MANY:
        import json

        return json.dumps(text)
    return '"' + "".join(map(escaped, text)) + '"'


def escaped(letter: str) -> str:
    """One character of a string."""
    code = ord(letter)
    if letter in ESCAPES or " " <= letter <= "~":
        return ESCAPES.get(letter, letter)
    if code < 1 << 16:
        return f"\\u{code:04x}"
    code -= 1 << 16
    return f"\\u{0xD800 | code >> 10:04x}\\u{0xDC00 | code & 0x3FF:04x}"
