"""From source to tree within bounds: the input discipline, with a short cut for what is small and plain."""

import ast
import re

from ..codes import NOT_UTF8
from ..hidden import is_inside
from ..limits import Limits
from ..parse import parse_with_warnings
from ..position import position
from ..profile import Profile
from ..result import Refusal, Source
from ..source import read_source
from ..strict_codes import NON_ASCII

_LINKS = b"+-*/%@&|^~<>.!([{:'\""
_ODD = bytes(code for code in range(32) if code not in (9, 10)) + b"\x7f"
_NO_COOKIE = re.compile(rb"(?:[^\n]*\n)?[^\n]*coding")
_BEYOND_ASCII = re.compile("[^\\x00-\\x7f]")
_NODES_A_BYTE = 5
"""No byte of a source makes more nodes: a name in a statement of its own makes three."""
_FEWEST = 2_000
"""Below so many operators, brackets, quotes and words no tree is deeper than the parser can take: `limits.py`."""


def read_tree(source: "str | bytes", limits: Limits) -> "tuple[str, ast.Module] | Refusal":
    """The text and its tree, or why it is not let through."""
    data = _encoded(source)
    if isinstance(data, Refusal):
        return data
    if _is_plain(data, limits):
        text = data.decode("ascii")
        tree = parse_with_warnings(Source(text=text), limits, count=len(data) * _NODES_A_BYTE > limits.nodes)
        return tree if isinstance(tree, Refusal) else (text, tree)
    return _read_slowly(data, limits)


def _encoded(source: "str | bytes") -> "bytes | Refusal":
    if isinstance(source, bytes):
        return source
    try:
        return source.encode("utf-8")
    except UnicodeEncodeError as error:
        return NOT_UTF8.at(*position(source, error.start), f"U+{ord(source[error.start]):04X}")


def _is_plain(data: bytes, limits: Limits) -> bool:
    """Whether nothing of what the input discipline looks for can be in the data."""
    if len(data) > limits.size or not data.isascii() or len(data.translate(None, _ODD)) != len(data):
        return False
    if _NO_COOKIE.match(data):
        return False
    links = len(data) - len(data.translate(None, _LINKS))
    return links + len(data.split()) < _FEWEST and links < limits.tokens


def _read_slowly(data: bytes, limits: Limits) -> "tuple[str, ast.Module] | Refusal":
    read = read_source(data, Profile(name="strict", tolerates=frozenset(), limits=limits))
    if isinstance(read, Refusal):
        return read
    found = _foreign(read)
    if found is not None:
        return found
    tree = parse_with_warnings(read, limits)
    return tree if isinstance(tree, Refusal) else (read.text, tree)


def _foreign(source: Source) -> "Refusal | None":
    """The first character beyond ASCII that is neither in a literal nor in a comment."""
    for match in _BEYOND_ASCII.finditer(source.text):
        offset = match.start()
        if not is_inside(source.strings, offset) and not is_inside(source.comments, offset):
            return NON_ASCII.at(*position(source.text, offset), f"U+{ord(match.group()):04X}")
    return None
