"""How much work and memory the constants of a program ask for."""

import ast
import math

from ..strict_codes import IDLE_WORK, TOO_BIG, TOO_LONG, TOO_MUCH_WORK
from . import inserted
from .constants import number
from .effects import Effects, exits, inside, names_in
from .program import Loop, Program
from .rounds import repeats_itself

_UNKNOWN = 100
"""How often loops of unknown length are taken to run, together."""
_MUCH = 100_000
"""So many rounds without an effect are no accident."""
_THROUGH = frozenset(("enumerate", "reversed", "sorted", "list", "tuple", "iter", inserted.CHARGE))
_DISPLAYS = (ast.List, ast.Tuple, ast.Set)


def length(node: "ast.AST | None", program: Program, depth: int = 0) -> "float | None":
    """How many items an expression has, where that is constant; infinity for more than can be."""
    if depth > _UNKNOWN:
        return None
    if isinstance(node, ast.Constant):
        return float(len(node.value)) if isinstance(node.value, (str, bytes)) else None
    if isinstance(node, _DISPLAYS):
        return None if any(isinstance(item, ast.Starred) for item in node.elts) else float(len(node.elts))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _repeated(node, program, depth + 1)
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
        return _comprehended(node, program, depth + 1)
    return _called(node, program, depth + 1) if isinstance(node, ast.Call) else None


def _repeated(node: ast.BinOp, program: Program, depth: int) -> "float | None":
    for sequence, count in ((node.left, node.right), (node.right, node.left)):
        items, times = length(sequence, program, depth), number(count, program)
        if items and times is not None:
            return items * max(times, 0)
    return None


def _comprehended(
    node: "ast.ListComp | ast.SetComp | ast.GeneratorExp", program: Program, depth: int
) -> "float | None":
    total = 1.0
    for clause in node.generators:
        items = None if clause.ifs else length(clause.iter, program, depth)
        if items is None:
            return None
        total *= items
    return total


def _called(node: ast.Call, program: Program, depth: int) -> "float | None":
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if not node.args or name in program.bound:
        return None
    if name == "range":
        return _range(node, program)
    if name == "iter" and len(node.args) > 1:
        return None
    if name in ("bytes", "bytearray"):
        count = number(node.args[0], program)
        return None if count is None else float(count)
    return length(node.args[0], program, depth) if name in _THROUGH else None


def _range(node: ast.Call, program: Program) -> "float | None":
    numbers = [number(argument, program) for argument in node.args]
    known = [value for value in numbers if value is not None]
    if len(known) != len(numbers) or node.keywords or not known:
        return None
    start, stop, step = (0, known[0], 1) if len(known) == 1 else (*known, 1)[:3]
    if math.isinf(stop) or math.isinf(start) or not step:
        return math.inf
    return float(max(0, math.ceil((stop - start) / step)))


def judge_loop(loop: Loop, program: Program) -> None:
    """Refuse a loop over more than the budget, or over much without an effect. A `while` has no length."""
    if isinstance(loop.node, ast.While):
        return
    count = length(loop.iterated, program)
    if count is None:
        return
    if count * _around(loop.outer, program) > program.policy.fuel and not _may_leave(loop):
        program.refuse(TOO_MUCH_WORK, loop.iterated, _said(count))
    elif count >= _MUCH and _is_idle(loop, program):
        program.refuse(IDLE_WORK, loop.iterated, _said(count))


def _may_leave(loop: Loop) -> bool:
    """Whether the loop looks for something and stops when it is found: how often it runs is seen when it does."""
    return any(found.guards for found in exits(loop.body))


def _said(count: float) -> str:
    return "beyond any number" if math.isinf(count) else f"{int(count):,} rounds"


def _around(loop: "Loop | None", program: Program) -> float:
    """How often the loops around run it, as far as can be seen; those of unknown length count once, together."""
    times, unknown = 1.0, 1
    while loop is not None and times <= program.policy.fuel:
        count = None if isinstance(loop.node, ast.While) else length(loop.iterated, program)
        if count is None:
            unknown = _UNKNOWN
        else:
            times *= max(count, 1)
        loop = loop.outer
    return times * unknown


def _is_idle(loop: Loop, program: Program) -> bool:
    """Whether every round after the first has no effect of its own: it is the same work on the same values."""
    if isinstance(loop.node, ast.For):
        return _repeats(loop, loop.node.target, program)
    clause = loop.node
    if not isinstance(clause, ast.comprehension) or loop.around is None or len(loop.around.generators) == 1:
        return False
    reads = {node.id for node in inside(loop.around) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return not reads & names_in(clause.target) and Effects([ast.Expr(loop.around)], program.bound).is_local()


def _repeats(loop: Loop, target: ast.expr, program: Program) -> bool:
    """A loop that reads neither its target nor anything that an earlier round has given it, and is left by its end."""
    body = [_unsorted(statement) for statement in loop.body]
    nodes = [node for statement in body for node in inside(statement)]
    if any(isinstance(node, (ast.Return, ast.Raise, ast.Break)) for node in nodes):
        return False
    read = {node.id for node in nodes if isinstance(node, ast.Name)}
    endless = ast.While(ast.Constant(value=True), body, [])
    return not read & names_in(target) and repeats_itself(endless, Effects(body, program.bound))


def _unsorted(statement: ast.stmt) -> ast.stmt:
    """`x.sort()` a second time changes nothing; it counts as a look at x."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    function = value.func if isinstance(value, ast.Call) else None
    if isinstance(function, ast.Attribute) and function.attr == "sort":
        return ast.Expr(function.value)
    return statement


def judge_size(node: ast.AST, loop: "Loop | None", program: Program) -> None:
    """Refuse a sequence or a number of constant size above the budget, or made so often that it comes to that."""
    items = length(node, program)
    if items is None and isinstance(node, ast.Call):
        items = length(node.args[0], program)
    if items is not None:
        if items > program.policy.items:
            program.refuse(TOO_LONG, node, "beyond any number" if math.isinf(items) else f"{int(items):,} items")
        elif items * _around(loop, program) > program.policy.fuel:
            program.refuse(TOO_LONG, node, f"{int(items):,} items, again and again")
    elif isinstance(node, ast.BinOp):
        judge_number(node, program)


def judge_number(node: ast.BinOp, program: Program) -> None:
    """Refuse `base ** exponent` and `value << count` between constants above the budget of bits."""
    left, right = number(node.left, program), number(node.right, program)
    if type(left) is not int or right is None or not left:
        return
    bits = right if isinstance(node.op, ast.LShift) else left.bit_length() * right if abs(left) > 1 else 0
    if isinstance(node.op, (ast.Pow, ast.LShift)) and bits > program.policy.bits:
        program.refuse(TOO_BIG, node, "beyond any number" if math.isinf(bits) else f"{int(bits):,} bits")
