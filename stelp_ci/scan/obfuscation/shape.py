"""What hides by its look: long encoded literals, tables of numbers, escaped text, unreadable names, far indentation."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

LONG_LITERAL = 800
"""Characters from which an encoded literal counts; certificates and keys in PEM are told by their header."""

NUMBERS = 120
"""Numbers below 256 in one list from which it counts as encoded bytes."""

FAR = 100
"""Blanks between a statement and what follows it on the same line, beyond the edge of most windows."""

_BASE64 = r"[A-Za-z0-9+/=_\-\s]+"
_HEX = r"[0-9a-fA-F\s]+"
_ESCAPES = re.compile(r"(?:\\x[2-7][0-9a-fA-F]){12,}")
_UNREADABLE = re.compile(r"_0x[0-9a-f]{3,}|(?=.*[O0].*[O0])[O0]{6,}|[Il1]{8,}|_{8,}[0-9]*|(?:[lI]+[1l]*){8,}")
_FAR = re.compile(rf"\S[ \t]{{{FAR},}}(?=[^\s#])")


class Shape(NamedTuple):
    """Where something looks wrong, and how."""

    line: int
    code: str
    what: str


LOOKED_AT: tuple[type[ast.AST], ...] = (
    *(ast.Constant, ast.List, ast.Tuple, ast.Name, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
)
"""The nodes that `odd_shapes` wants."""


def odd_shapes(nodes: list[ast.AST], text: str) -> Iterator[Shape]:
    """Everything in one file that is not meant to be read."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            yield from _literal(node, node.value)
        elif isinstance(node, ast.List | ast.Tuple) and _is_table(node):
            yield Shape(
                node.lineno, "encoded-literal", f"{len(node.elts)} numbers below 256 in a row are an encoded text"
            )
    yield from _lines(text)
    yield from _names(nodes)


def _literal(node: ast.Constant, value: str | bytes) -> Iterator[Shape]:
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    if len(text) < LONG_LITERAL or "-----BEGIN" in text or _is_prose(text):
        return
    form = "hex" if re.fullmatch(_HEX, text) else "base64" if re.fullmatch(_BASE64, text) else ""
    if form:
        yield Shape(node.lineno, "encoded-literal", f"a literal of {len(text)} characters is encoded in {form}")


def _is_prose(text: str) -> bool:
    """Words with blanks in between, or one character over and over, are not encoded."""
    words = text.split()
    return max(map(len, words), default=0) < 40 or len(set(text)) < 12


def _is_table(node: ast.List | ast.Tuple) -> bool:
    if len(node.elts) < NUMBERS:
        return False
    values = [one.value for one in node.elts if isinstance(one, ast.Constant)]
    numbers = [value for value in values if type(value) is int and 0 <= value < 256]
    return len(numbers) == len(node.elts) and len(set(numbers)) > 20 and numbers != sorted(numbers)


def _lines(text: str) -> Iterator[Shape]:
    if not _ESCAPES.search(text) and not _FAR.search(text):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if _ESCAPES.search(line):
            yield Shape(number, "escaped-text", "plain text is spelled in `\\x` escapes")
        if len(line) > FAR and _FAR.search(line):
            yield Shape(number, "far-to-the-right", "code stands far to the right, where editors do not show it")


def _names(nodes: list[ast.AST]) -> Iterator[Shape]:
    """Definitions and assignments under names that nobody can tell apart; said once, at the first of several."""
    found: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name, line = node.id, node.lineno
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name, line = node.name, node.lineno
        else:
            continue
        if _UNREADABLE.fullmatch(name):
            found.setdefault(name, line)
    if len(found) >= 3:
        shown = ", ".join(f"`{name}`" for name in list(found)[:3])
        yield Shape(min(found.values()), "unreadable-names", f"{len(found)} names cannot be told apart: {shown}")
