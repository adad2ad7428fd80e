"""Visitors of operators: what can be out of all proportion is bounded, what cannot work is remembered."""

import ast

from . import inserted
from .build import call
from .dispatch import Visitor
from .formats import width_of_percent
from .program import Program

_SMALL_EXPONENT = 16
_SMALL_SHIFT = 64
_SEQUENCES = (ast.List, ast.Tuple, ast.JoinedStr, ast.ListComp)


def _binary(node: ast.BinOp, program: Program) -> ast.AST:
    visit, left, right = program.visit, node.left, node.right
    if left.__class__ is not ast.Constant:
        node.left = visit[left.__class__](left, program)
    if right.__class__ is not ast.Constant:
        node.right = visit[right.__class__](right, program)
    rewrite = _OPERATORS.get(node.op.__class__)
    if rewrite is None:
        program.operations.append((node, program.in_try))
        return node
    return rewrite(node, program)


def _power(node: ast.BinOp, program: Program) -> ast.AST:
    """A small literal exponent, a float on either side, and bases that cannot grow stay as they are."""
    program.operations.append((node, program.in_try))
    base, exponent = node.left, _literal(node.right)
    if type(exponent) is float or (type(exponent) is int and abs(exponent) <= _SMALL_EXPONENT):
        return node
    if type(_literal(base)) is float or _literal(base) in (0, 1, -1):
        return node
    program.sizes.append((node, program.loop))
    return call(inserted.POW, node, [base, node.right], program)


def _shift(node: ast.BinOp, program: Program) -> ast.AST:
    count = _literal(node.right)
    if type(count) is int and 0 <= count <= _SMALL_SHIFT:
        return node
    program.sizes.append((node, program.loop))
    return call(inserted.LSHIFT, node, [node.left, node.right], program)


def _multiply(node: ast.BinOp, program: Program) -> ast.AST:
    """Repetition of a visible sequence; between numbers, multiplication stays as it is."""
    program.operations.append((node, program.in_try))
    if not (is_sequence(node.left) or is_sequence(node.right)):
        return node
    program.sizes.append((node, program.loop))
    if _literal(node.left) is not None or _literal(node.right) is not None:
        return node  # of constant length: `work.py` looks at it
    return call(inserted.MULTIPLY, node, [node.left, node.right], program)


def _modulo(node: ast.BinOp, program: Program) -> ast.AST:
    """`"%9999999d" % x`."""
    program.operations.append((node, program.in_try))
    if isinstance(node.left, ast.Constant) and isinstance(node.left.value, (str, bytes)):
        width_of_percent(node.left.value, node, program)
    return node


def is_sequence(node: ast.expr) -> bool:
    """Whether an expression visibly is a text, a list or a tuple."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, (str, bytes))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in (inserted.MULTIPLY, "list", "str")
    return isinstance(node, _SEQUENCES) or (isinstance(node, ast.BinOp) and is_sequence(node.left))


def _literal(node: ast.expr) -> "int | float | None":
    """The value of a number as written, with its sign."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _literal(node.operand)
        return None if value is None else -value
    value = node.value if isinstance(node, ast.Constant) else None
    return value if type(value) is int or type(value) is float else None


_OPERATORS: "dict[type, Visitor]" = {
    ast.Pow: _power, ast.LShift: _shift, ast.Mult: _multiply, ast.Mod: _modulo,
}  # fmt: skip


def _compare(node: ast.Compare, program: Program) -> ast.AST:
    left = node.left
    if left.__class__ is not ast.Constant:
        node.left = program.visit[left.__class__](left, program)
    comparators = node.comparators
    for index, comparator in enumerate(comparators):
        if comparator.__class__ is not ast.Constant:
            comparators[index] = program.visit[comparator.__class__](comparator, program)
    if node.ops[0].__class__ in _EQUALITY and _is_str(comparators[0]):
        program.comparisons.append(node)
    return node


_EQUALITY = frozenset((ast.Eq, ast.NotEq))


def _is_str(node: ast.expr) -> bool:
    return node.__class__ is ast.Call and getattr(node.func, "id", "") == "str"  # type: ignore[attr-defined]


def _unary(node: ast.UnaryOp, program: Program) -> ast.AST:
    node.operand = program.visit[node.operand.__class__](node.operand, program)
    return node


OPERATIONS: "dict[type, Visitor]" = {ast.BinOp: _binary, ast.Compare: _compare, ast.UnaryOp: _unary}
