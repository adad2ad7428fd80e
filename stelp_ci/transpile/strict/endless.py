"""Loops that visibly cannot end."""

import ast
import math

from ..strict_codes import AWAY, ENDLESS_LOOP, SAME_ROUNDS
from .constants import number
from .effects import Effects, exits
from .program import Loop, Program
from .rounds import repeats_itself

_UP, _DOWN = (ast.Lt, ast.LtE), (ast.Gt, ast.GtE)


def judge_whiles(program: Program) -> None:
    """Refuse each `while` that nothing in its body can end. Inside a `try`, an exception may."""
    for node, in_try in program.whiles:
        effects = Effects(node.body, program.bound)
        if effects.may_change(node.test):
            if not in_try and _leads_away(node, effects, program):
                program.refuse(AWAY, node.test)
            continue
        if number(node.test, program) == 0 or (isinstance(node.test, ast.Constant) and not node.test.value):
            continue  # it never begins
        if not in_try and not _has_exit(node.body, effects):
            program.refuse(ENDLESS_LOOP, node.test)
        elif not in_try and repeats_itself(node, effects):
            program.refuse(SAME_ROUNDS, node.test)


def judge_growing(loop: Loop, program: Program) -> None:
    """A loop over a list that its body makes longer in every round."""
    if isinstance(loop.node, ast.For) and _grows_always(loop) and not list(exits(loop.body)):
        program.refuse(ENDLESS_LOOP, loop.node)


def _has_exit(body: "list[ast.stmt]", effects: Effects) -> bool:
    """Whether some way out is open: one whose conditions can change, or that has none."""
    return any(not found.guards or any(map(effects.may_change, found.guards)) for found in exits(body))


def _leads_away(node: ast.While, effects: Effects, program: Program) -> bool:
    """`while i > 0: i += 1`: one comparison, one counter with constant steps, no way out."""
    test = node.test
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name)):
        return False
    if effects.may_change(test.comparators[0]) or list(exits(node.body)):
        return False
    steps = _steps(test.left.id, node.body, program)
    if not steps:
        return False
    goes_up = isinstance(test.ops[0], _UP) and all(step <= 0 for step in steps)
    return goes_up or (isinstance(test.ops[0], _DOWN) and all(step >= 0 for step in steps))


def _steps(name: str, body: "list[ast.stmt]", program: Program) -> "list[float]":
    """By how much each assignment to `name` moves it; NaN where that cannot be seen."""
    nodes = [node for statement in body for node in ast.walk(statement)]
    moves = [node for node in nodes if isinstance(node, ast.AugAssign) and _is_stored(node.target, name)]
    stores = sum(1 for node in nodes if _is_stored(node, name))
    return [_step(node, program) for node in moves] if stores == len(moves) else [math.nan]


def _is_stored(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)


def _step(node: ast.AugAssign, program: Program) -> float:
    value = number(node.value, program)
    if value is None or not isinstance(node.op, (ast.Add, ast.Sub)) or not value:
        return math.nan
    return float(value) if isinstance(node.op, ast.Add) else -float(value)


def _grows_always(loop: Loop) -> bool:
    """Whether a statement of the body itself, under no condition, makes longer what the loop runs over."""
    if not loop.grows or not isinstance(loop.iterated, ast.Name):
        return False
    name = loop.iterated.id
    return any(_is_growth(statement, name) for statement in loop.body)


def _is_growth(statement: ast.stmt, name: str) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return (
        isinstance(function, ast.Attribute)
        and function.attr in ("append", "insert")
        and isinstance(function.value, ast.Name)
        and function.value.id == name
    )
