"""Strings that are put together from constants: what they come to, without running anything."""

import ast
from collections.abc import Callable, Iterable
from typing import Any

_LONGEST = 256
_DEEPEST = 40
_METHODS = {"lower": str.lower, "upper": str.upper, "strip": str.strip, "swapcase": str.swapcase, "title": str.title}


def fold(node: "ast.expr | None", depth: int = 0) -> "str | None":
    """The string that an expression always has, if that can be seen and is short."""
    if node is None or depth > _DEEPEST:
        return None
    folder = _FOLDERS.get(type(node))
    text = folder(node, depth + 1) if folder else None
    return text if text is not None and len(text) <= _LONGEST else None


def _constant(node: ast.Constant, _depth: int) -> "str | None":
    if isinstance(node.value, bytes) and len(node.value) <= _LONGEST:
        return node.value.decode("latin-1")  # compared with names only, which are ASCII
    return node.value if isinstance(node.value, str) else None


def _sum(node: ast.BinOp, depth: int) -> "str | None":
    if not isinstance(node.op, ast.Add):
        return None
    return _joined("", (node.left, node.right), depth)


def _joined(separator: str, parts: "Iterable[ast.expr]", depth: int) -> "str | None":
    texts: list[str] = []
    for part in parts:
        text = fold(part, depth)
        if text is None or len(texts) > _LONGEST:
            return None
        texts.append(text)
    return separator.join(texts)


def _formatted(node: ast.JoinedStr, depth: int) -> "str | None":
    return _joined("", (part.value if isinstance(part, ast.FormattedValue) else part for part in node.values), depth)


def _slice(node: ast.Subscript, depth: int) -> "str | None":
    text, part = fold(node.value, depth), node.slice
    if text is None or not isinstance(part, ast.Slice):
        return None
    bounds = [_integer(bound) for bound in (part.lower, part.upper, part.step)]
    given = (part.lower, part.upper, part.step)
    if bounds[2] == 0 or any(
        bound is None and written is not None for bound, written in zip(bounds, given, strict=True)
    ):
        return None
    return text[bounds[0] : bounds[1] : bounds[2]]


def _integer(node: "ast.expr | None") -> "int | None":
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        positive = _integer(node.operand)
        return None if positive is None else -positive
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _call(node: ast.Call, depth: int) -> "str | None":
    """`chr(n)`, `"".join([...])`, and the methods of strings that take constants."""
    if isinstance(node.func, ast.Name) and node.func.id == "chr" and len(node.args) == 1:
        number = _integer(node.args[0])
        return chr(number) if number is not None and 0 <= number < 0x110000 else None
    if not isinstance(node.func, ast.Attribute):
        return None
    text = fold(node.func.value, depth)
    return None if text is None else _method(text, node.func.attr, node.args, depth)


def _method(text: str, method: str, arguments: "list[ast.expr]", depth: int) -> "str | None":
    if method in _METHODS and not arguments:
        return _METHODS[method](text)
    if method == "decode":
        return text
    if method == "join" and len(arguments) == 1 and isinstance(arguments[0], (ast.List, ast.Tuple)):
        return _joined(text, arguments[0].elts, depth)
    if method == "replace" and len(arguments) == 2:
        old, new = (fold(argument, depth) for argument in arguments)
        return None if old is None or new is None else text.replace(old, new)
    return None


_FOLDERS: "dict[type[ast.expr], Callable[[Any, int], str | None]]" = {
    ast.Constant: _constant,
    ast.BinOp: _sum,
    ast.JoinedStr: _formatted,
    ast.Subscript: _slice,
    ast.Call: _call,
}
