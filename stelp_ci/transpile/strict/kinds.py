"""Which builtin type an expression surely has, where that can be seen, and which operations cannot work."""

import ast
from collections.abc import Callable

from .program import Program

NUMBER, TEXT, BYTES, LIST, TUPLE, DICT, SET, NONE = "number", "str", "bytes", "list", "tuple", "dict", "set", "None"
NO_TEXT = "no str"
"""What comes out of arithmetic that no sequence has: subtraction, division, power."""
SEQUENCES = frozenset((TEXT, BYTES, LIST, TUPLE))
_DEEPEST = 20
_CALLS = {
    "str": TEXT, "repr": TEXT, "chr": TEXT, "hex": TEXT, "bin": TEXT, "oct": TEXT, "ascii": TEXT, "format": TEXT,
    "int": NUMBER, "float": NUMBER, "len": NUMBER, "ord": NUMBER, "hash": NUMBER, "id": NUMBER, "bool": NUMBER,
    "list": LIST, "sorted": LIST, "tuple": TUPLE, "dict": DICT, "set": SET, "bytes": BYTES,
}  # fmt: skip
_METHODS = {"join": TEXT, "upper": TEXT, "lower": TEXT, "strip": TEXT}
_NUMERIC = (ast.Sub, ast.Div, ast.FloorDiv, ast.Pow)
_DISPLAYS: "dict[type, str]" = {
    ast.JoinedStr: TEXT, ast.List: LIST, ast.ListComp: LIST, ast.Tuple: TUPLE, ast.Dict: DICT, ast.DictComp: DICT,
    ast.Set: SET, ast.SetComp: SET,
}  # fmt: skip
_CONSTANTS: "dict[type, str]" = {
    str: TEXT, bytes: BYTES, int: NUMBER, float: NUMBER, complex: NUMBER, bool: NUMBER, type(None): NONE,
}  # fmt: skip


def kind(node: ast.AST, program: Program, depth: int = 0) -> str:
    """The kind of an expression, or "" where it cannot be seen. Names bound once, by an assignment, are followed."""
    seen = _DISPLAYS.get(type(node), "")
    if seen or depth > _DEEPEST:
        return seen
    reader = _READERS.get(type(node))
    return reader(node, program, depth + 1) if reader else ""


def fits(operator: ast.operator, left: str, right: str) -> bool:
    """Whether two kinds can stand around an operator; True where either is unknown."""
    if not left or not right:
        return True
    if isinstance(operator, ast.Add):
        return _adds(left, right)
    if NO_TEXT in (left, right):
        return True  # paths are joined with /
    if isinstance(operator, (ast.Sub, ast.Div, ast.FloorDiv, ast.Pow)):
        return left == right == NUMBER or (isinstance(operator, ast.Sub) and left == right == SET)
    if isinstance(operator, ast.Mult):
        return not ({left, right} <= SEQUENCES or {left, right} & {DICT, SET, NONE})
    return True


def _adds(left: str, right: str) -> bool:
    if NO_TEXT in (left, right):
        return not {left, right} & {TEXT, BYTES}
    return left == right and left not in (DICT, SET, NONE)


def _constant(node: ast.Constant, _program: Program, _depth: int) -> str:
    return _CONSTANTS.get(type(node.value), "")


def _name(node: ast.Name, program: Program, depth: int) -> str:
    name, known = node.id, program.kinds
    value = program.constants.get(name)
    if value is None or depth >= _DEEPEST:
        return ""
    if name not in known:
        known[name] = ""  # while it is being asked for
        if program.bound.get(name) == 1:
            known[name] = kind(value, program, depth)
        elif _is_always_number(name, value, program):
            known[name] = NUMBER
    return known[name]


def _is_always_number(name: str, first: ast.expr, program: Program) -> bool:
    """Whether every binding of a name is seen, and each gives a number."""
    others = program.values.get(name, [])
    seen = 1 + sum(2 if isinstance(value, ast.AugAssign) else 1 for value in others)
    if seen != program.bound.get(name):
        return False
    values = [first, *(value.value if isinstance(value, ast.AugAssign) else value for value in others)]
    return all(kind(value, program, _DEEPEST) == NUMBER for value in values)


def _binary(node: ast.BinOp, program: Program, depth: int) -> str:
    left, right = kind(node.left, program, depth), kind(node.right, program, depth)
    if isinstance(node.op, _NUMERIC):
        return NUMBER if left == right == NUMBER else SET if SET in (left, right) else NO_TEXT
    if isinstance(node.op, ast.Add):
        return left if left == right else NO_TEXT if {left, right} == {NUMBER, NO_TEXT} else ""
    if isinstance(node.op, ast.Mult):
        return _product(left, right)
    return left if isinstance(node.op, ast.Mod) and left in (TEXT, BYTES) else ""


def _product(left: str, right: str) -> str:
    if left == right == NUMBER:
        return NUMBER
    return left if left in SEQUENCES else right if right in SEQUENCES else ""


def _call(node: ast.Call, program: Program, _depth: int) -> str:
    if isinstance(node.func, ast.Name) and node.func.id not in program.bound:
        return _CALLS.get(node.func.id, "")
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Constant):
        return _METHODS.get(node.func.attr, "") if isinstance(node.func.value.value, str) else ""
    return ""


_READERS: "dict[type, Callable[..., str]]" = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BinOp: _binary,
    ast.Call: _call,
}
