"""Syntax trees as text that is equal where the code means the same: no places, no quotes, no layout."""

import ast
from typing import cast

_IGNORED = frozenset({"ctx", "kind", "type_comment"})


def shape(node: ast.AST | list[ast.AST]) -> str:
    """The shape of a node. Iterative: hostile trees are deep."""
    parts: list[str] = []
    waiting: list[object] = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.AST):
            parts.append(type(item).__name__)
            fields = [value for name, value in ast.iter_fields(item) if name not in _IGNORED]
            waiting.extend([_END, *reversed(fields)])
        elif isinstance(item, list):
            parts.append("[")
            waiting.extend([_END, *reversed(cast("list[object]", item))])
        else:
            parts.append(_literal(item))
    return " ".join(parts)


class _End:
    """Marks where a node or list is over."""


_END = _End()


def _literal(item: object) -> str:
    if item is _END:
        return ")"
    # NOTE: repr of an int with thousands of digits raises; hex does not
    return f"{type(item).__name__}:{hex(item) if isinstance(item, int) else repr(item)}"


def dotted(node: ast.expr) -> str:
    """`a.b.c` for a chain of names, with calls on the way passed over; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Call):
            node = node.func
        else:
            parts.append(node.attr)
            node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def last_name(node: ast.expr) -> str:
    """`c` of `a.b.c(...)`, whatever `a.b` is; empty where there is no name."""
    node = node.func if isinstance(node, ast.Call) else node
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def is_constant(node: ast.expr) -> bool:
    """Whether an expression is a literal through and through."""
    allowed = ast.Constant | ast.Tuple | ast.List | ast.Set | ast.Dict | ast.UnaryOp | ast.unaryop | ast.expr_context
    return all(isinstance(part, allowed) for part in ast.walk(node))


def truth(node: ast.expr) -> bool | None:
    """The truth value of a literal; None where it is no literal."""
    match node:
        case ast.Constant(value=value):
            return bool(value)
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return bool(items)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = truth(operand)
            return None if inner is None else not inner
        case _:
            return None
