"""What an expression always comes to, in numbers, without computing anything large."""

import ast
import math
from collections.abc import Callable

from .inserted import LSHIFT, POW
from .program import Program

Number = int | float
_DEEPEST = 40
_MOST_BITS = 4096
_ROUNDING: "dict[str, Callable[[float], Number]]" = {"int": int, "float": float, "round": round, "abs": abs}


def number(node: "ast.AST | None", program: Program, depth: int = 0) -> "Number | None":
    """The number that an expression always is; `math.inf` for one beyond all use; None where that cannot be seen."""
    reader = _READERS.get(type(node))
    if reader is None or depth > _DEEPEST:
        return None
    return reader(node, program, depth + 1)


def _constant(node: ast.Constant, _program: Program, _depth: int) -> "Number | None":
    value = node.value
    return value if type(value) is int or type(value) is float else None


def _name(node: ast.Name, program: Program, depth: int) -> "Number | None":
    """A name that is bound once in the whole program, by a plain assignment."""
    name, known = node.id, program.numbers
    if program.bound.get(name) != 1:
        return None
    if name not in known:
        known[name] = None  # while it is being asked for: a circle has no value
        known[name] = number(program.constants.get(name), program, depth)
    return known[name]


def _unary(node: ast.UnaryOp, program: Program, depth: int) -> "Number | None":
    value = number(node.operand, program, depth)
    if value is None or not isinstance(node.op, (ast.USub, ast.UAdd)):
        return None
    return -value if isinstance(node.op, ast.USub) else value


def _binary(node: ast.BinOp, program: Program, depth: int) -> "Number | None":
    return compute(type(node.op), number(node.left, program, depth), number(node.right, program, depth))


def _call(node: ast.Call, program: Program, depth: int) -> "Number | None":
    """Conversions of one number, and the helpers that stand for operators."""
    if not isinstance(node.func, ast.Name) or node.keywords or not node.args:
        return None
    values = [number(argument, program, depth) for argument in node.args]
    helper = _OPERATORS.get(node.func.id)
    if helper is not None:
        return compute(helper, values[0], values[-1])
    if node.func.id == "pow" and len(values) == 2:
        return compute(ast.Pow, values[0], values[1])
    convert = _ROUNDING.get(node.func.id)
    if convert is None or len(values) != 1 or values[0] is None or node.func.id in program.bound:
        return None
    return values[0] if math.isinf(values[0]) or math.isnan(values[0]) else convert(values[0])


def compute(operator: type, left: "Number | None", right: "Number | None") -> "Number | None":
    """`left operator right`, or infinity where the exact value would have thousands of bits."""
    if left is None or right is None:
        return None
    if not (_is_finite(left) and _is_finite(right)):
        return math.inf
    try:
        return _compute(operator, left, right)
    except OverflowError:
        return math.inf
    except (ArithmeticError, ValueError, TypeError):
        return None


def _compute(operator: type, left: Number, right: Number) -> "Number | None":
    simple = _SIMPLE.get(operator)
    if simple is not None:
        value = simple(left, right)
        return math.inf if type(value) is int and value.bit_length() > _MOST_BITS else value
    if operator is ast.Pow:
        return _power(left, right)
    if operator is ast.LShift and type(left) is int and type(right) is int:
        return left << right if 0 <= right <= _MOST_BITS else math.inf
    return None


def _power(base: Number, exponent: Number) -> "Number | None":
    if type(base) is int and type(exponent) is int and base.bit_length() * exponent > _MOST_BITS:
        return math.inf if abs(base) > 1 else 1
    value = base**exponent
    return value if type(value) is int or type(value) is float else None


def _is_finite(value: Number) -> bool:
    return type(value) is int or math.isfinite(value)


_OPERATORS = {POW: ast.Pow, LSHIFT: ast.LShift}
_SIMPLE: "dict[type, Callable[[Number, Number], Number]]" = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
    ast.FloorDiv: lambda left, right: left // right,
    ast.Mod: lambda left, right: left % right,
}
_READERS: "dict[type | None, Callable[..., Number | None]]" = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Call: _call,
}
