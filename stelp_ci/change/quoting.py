"""Names as diffs write them: in C quotes where they hold special characters, with a tab before a time stamp. Pure."""

import re

from stelp_ci.errors import ChangeError

_ESCAPE = re.compile(rb'\\([abfnrtv"\\]|[0-3][0-7]{2})')
_PLAIN = {
    b"a": b"\a",
    b"b": b"\b",
    b"f": b"\f",
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"v": b"\v",
    b'"': b'"',
    b"\\": b"\\",
}
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*+)"')


def unquoted(text: bytes) -> bytes:
    """The name behind `--- `, `rename from ` and the like, without quotes and time stamp. Raises `ChangeError`."""
    text = text.rstrip(b"\r\n")
    if not text.startswith(b'"'):
        return text.split(b"\t", 1)[0]
    match = _QUOTED.match(text)
    if match is None or text[match.end() : match.end() + 1] not in (b"", b"\t"):
        raise ChangeError(f"the diff has a name with broken quotes: {text[:200]!r}")
    return _unescaped(match[1])


def quoted_pair(text: bytes) -> tuple[bytes, bytes] | None:
    """The two names behind `diff --git ` if at least one is quoted, None if neither is. Raises `ChangeError`."""
    text = text.rstrip(b"\r\n")
    if text.startswith(b'"'):
        match = _QUOTED.match(text)
        if match is None or text[match.end() : match.end() + 1] != b" ":
            raise ChangeError(f"the diff has a name with broken quotes: {text[:200]!r}")
        return _unescaped(match[1]), unquoted(text[match.end() + 1 :])
    if text.endswith(b'"'):
        first, _, rest = text.partition(b' "')
        return first, unquoted(b'"' + rest)
    return None


def _unescaped(text: bytes) -> bytes:
    if b"\\" in _ESCAPE.sub(b"", text):
        raise ChangeError(f"the diff has a name with an unknown escape: {text[:200]!r}")
    return _ESCAPE.sub(lambda match: _PLAIN.get(match[1]) or bytes([int(match[1], 8)]), text)
