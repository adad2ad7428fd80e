"""PEP 263 coding cookies: which ones a file may carry (https://peps.python.org/pep-0263/)."""

import re

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_LINE = re.compile(rb"[^\r\n]*")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_UTF8 = frozenset(("utf-8", "utf8", "u8", "utf", "utf-8-sig", "utf-8-unix", "utf-8-dos", "utf-8-mac", "cp65001"))
_SAME_FOR_ASCII = frozenset(
    ("ascii", "us-ascii", "646", "latin-1", "latin1", "latin", "l1", "iso-8859-1", "iso8859-1", "iso-latin-1", "8859")
)
"""Codecs built into every Python that read ASCII bytes as UTF-8 does."""


def foreign_cookie(body: bytes) -> "tuple[int, int, str] | None":
    """Line, column and name of a cookie under which `body` would be read in another way than as UTF-8.

    The second line is looked at even where Python would not, because the first line holds code.
    """
    offset = 0
    for number in (1, 2):
        line = _LINE.match(body, offset)
        cookie = _COOKIE.match(line.group()) if line else None
        if cookie and not _reads_as_utf8(cookie[1], body):
            return number, cookie.start(1) + 1, cookie[1].decode("ascii", "backslashreplace")
        end = _LINE_END.search(body, offset)
        if end is None:
            return None
        offset = end.end()
    return None


def _reads_as_utf8(name: bytes, body: bytes) -> bool:
    codec = name.decode("ascii", "replace").lower().replace("_", "-")
    return codec in _UTF8 or (codec in _SAME_FOR_ASCII and body.isascii())
