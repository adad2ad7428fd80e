"""The faults that a syntax node allows, as edits of its source text: the line numbers of the file stay."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
_ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.BitXor: ("^", "&"),
}
_FOR_READERS = frozenset({"abstractmethod", "deprecated", "final", "no_type_check", "overload", "override", "wraps"})
_GAP = re.compile(rb"[()\s\\]*")


class Edit(NamedTuple):
    """Text from (line, column) to (end line, end column), columns in bytes, becomes `text`; lower ranks come first.

    `before` and `after` are the short names of what is replaced and by what.
    """

    rank: int
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    before: str
    after: str


def edits(node: ast.AST, lines: list[bytes]) -> Iterator[Edit]:
    """The faults of one node."""
    match node:
        case ast.Compare(left=left, ops=ops, comparators=rights):
            for one, op, other in zip([left, *rights], ops, rights, strict=False):
                yield from _operator(lines, (one, other), _COMPARISONS[type(op)], 0)
        case ast.BoolOp(op=op, values=values):
            names = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
            yield from _operator(lines, (values[0], values[1]), names, 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC and not _is_text(left, right):
            yield from _operator(lines, (left, right), _ARITHMETIC[type(op)], 2)
        case ast.AugAssign(target=target, op=op, value=value) if type(op) in _ARITHMETIC:
            names = _ARITHMETIC[type(op)]
            yield from _operator(lines, (target, value), (names[0] + "=", names[1] + "="), 2)
        case ast.expr():
            yield from _expression(node)
        case ast.stmt():
            yield from _statement(node)
        case _:
            pass


def without_decorator(node: ast.expr, lines: list[bytes]) -> Iterator[Edit]:
    """The decorator left out; none for those that only tell readers and type checkers something."""
    named = node.func if isinstance(node, ast.Call) else node
    name = named.attr if isinstance(named, ast.Attribute) else named.id if isinstance(named, ast.Name) else ""
    at = lines[node.lineno - 1].rfind(b"@", 0, node.col_offset)
    if at >= 0 and node.end_lineno == node.lineno and node.end_col_offset and name not in _FOR_READERS:
        yield Edit(5, node.lineno, at, node.lineno, node.end_col_offset, "", _short(f"@{ast.unparse(node)}"), "nothing")


def _expression(node: ast.expr) -> Iterator[Edit]:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield _removed(node, operand, "not")
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
            yield _removed(node, operand, "-")
        case ast.Constant(value=bool(value)):
            yield _replaced(node, str(not value), 3, before=str(value))
        case ast.Constant(value=int(value)):
            yield _replaced(node, str(value + 1), 4, before=str(value))
        case ast.Constant(value=float(value)) if value - value == 0:
            yield _replaced(node, repr(value + 1.0), 4, before=repr(value))
        case ast.Constant(value=str(value)) if node.lineno == node.end_lineno:
            yield _replaced(node, '"XX"' if value != "XX" else '""', 6, before=_short(repr(value)))
        case _:
            pass


def _statement(node: ast.stmt) -> Iterator[Edit]:
    match node:
        case ast.Break():
            yield _replaced(node, "continue", 3, before="break")
        case ast.Continue():
            yield _replaced(node, "break", 3, before="continue")
        case ast.Return(value=ast.expr() as value) if not _is_none(value) and value.lineno == value.end_lineno:
            yield _replaced(value, "None", 5, before=_short(ast.unparse(value)))
        case ast.Expr(value=ast.Call() as call) if node.lineno == node.end_lineno:
            yield _replaced(node, "pass", 5, before=_short(ast.unparse(call)))
        case ast.If(test=test) | ast.While(test=test) if test.lineno == test.end_lineno:
            yield _replaced(test, f"not ({ast.unparse(test)})", 5, before=_short(ast.unparse(test)))
        case ast.Assign(value=value) if not _is_none(value) and value.lineno == value.end_lineno:
            yield _replaced(value, "None", 7, before=_short(ast.unparse(value)))
        case _:
            pass


def _operator(
    lines: list[bytes], around: tuple[ast.expr, ast.expr], names: tuple[str, str], rank: int
) -> Iterator[Edit]:
    """The operator between two operands; none where a comment stands between them, or they are on different lines."""
    left, right = around
    if left.end_lineno != right.lineno or left.end_col_offset is None:
        return
    gap = lines[right.lineno - 1][left.end_col_offset : right.col_offset]
    found = re.search(re.escape(names[0]).replace(r"\ ", r"\s+").encode(), gap)
    if found is None or _GAP.fullmatch(gap[: found.start()] + gap[found.end() :]) is None:
        return
    start, end = left.end_col_offset + found.start(), left.end_col_offset + found.end()
    yield Edit(rank, right.lineno, start, right.lineno, end, names[1], names[0], names[1])


def _removed(node: ast.UnaryOp, operand: ast.expr, name: str) -> Edit:
    return Edit(1, node.lineno, node.col_offset, operand.lineno, operand.col_offset, "", name, "nothing")


def _replaced(node: ast.expr | ast.stmt, text: str, rank: int, *, before: str) -> Edit:
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return Edit(rank, node.lineno, node.col_offset, end_line, end_column, text, before, _short(text))


def _is_text(*operands: ast.expr) -> bool:
    """Whether an operand is a literal text: `-` in place of its `+` would only ever raise."""
    return any(
        isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and isinstance(one.value, str | bytes))
        for one in operands
    )


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
