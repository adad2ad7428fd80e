"""What can only be said when the whole program has been read: names, loops, sizes, types."""

import ast

from ..strict_codes import (
    BUILTIN,
    DENIED,
    METACLASS,
    MISFIT,
    MODULE_NAME,
    MODULE_WRITE,
    PRIVATE,
    UNASSIGNED,
    UNKNOWN_NAME,
)
from . import inserted
from .build import call
from .endless import judge_growing, judge_whiles
from .imports import bind_star
from .kinds import NUMBER, fits, kind
from .offer import offered, open_names
from .program import Function, Loop, Program
from .recursion import judge_recursion
from .work import judge_loop, judge_size, length

_FEW = 10_000
_WITHHELD = {
    "eval": "Write the expression itself, or parse the text with json.loads.",
    "exec": "Write the statements themselves.",
    "compile": "Write the code itself.",
    "open": "Take the content as an argument and return the result.",
    "input": "Take the value as an argument.",
    "__import__": "Write an import statement.",
    "globals": "Use a dictionary of your own.",
    "locals": "Use a dictionary of your own.",
    "exit": "Return from the function.",
    "quit": "Return from the function.",
    "SystemExit": "Return from the function, or raise another exception.",
    "breakpoint": "Remove it.",
    "help": "Remove it.",
}
_METACLASSES = frozenset(("abc.ABCMeta", "enum.EnumMeta", "enum.EnumType"))
_PUSHED = frozenset(("enumerate", "zip", "reversed", "map", "filter"))
_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict)


def settle(program: Program) -> None:
    """Draw the conclusions, and write the charges into the loops."""
    for node, made in program.stars:
        bind_star(node, made, program)
    _judge_names(program)
    _judge_members(program)
    _judge_metaclasses(program)
    _judge_private(program)
    _judge_loops(program)
    for node, loop in program.sizes:
        judge_size(node, loop, program)
        _charge_consumed(node, program)
    _judge_types(program)
    judge_whiles(program)
    judge_recursion(program)


def _judge_private(program: Program) -> None:
    for name, node in program.private:
        if name not in program.stored and name not in program.bound:
            program.refuse(PRIVATE, node, name)


def _judge_loops(program: Program) -> None:
    for loop in program.loops:
        judge_loop(loop, program)
        if loop.grows:
            judge_growing(loop, program)
        _charge(loop, program)


def _judge_names(program: Program) -> None:
    read = {node.id for node in program.loads}
    unknown = read.difference(open_names(program.policy), program.bound)
    for node in program.loads if unknown else ():
        if node.id in unknown:
            _judge_unknown(node, program)


def _judge_unknown(node: ast.Name, program: Program) -> None:
    name = node.id
    if name in program.policy.denied:
        program.refuse(DENIED, node, name)
    elif name in _WITHHELD:
        program.refuse(BUILTIN, node, name, _WITHHELD[name])
    elif not name.startswith(("__", inserted.PREFIX)):
        program.refuse(UNKNOWN_NAME, node, name)


def _judge_members(program: Program) -> None:
    """Attributes of names that mean a module, or something of a module, and nothing else."""
    if not program.modules and not program.taken:
        return
    modules = _certain(program.modules, program)
    theirs = {**modules, **_certain(program.taken, program)}
    for node in program.members:
        if not isinstance(node.ctx, ast.Load):
            if (owner := theirs.get(_root(node))) is not None:
                program.refuse(MODULE_WRITE, node, f"{owner}.{node.attr}")
            continue
        dotted = modules.get(getattr(node.value, "id", ""))
        if dotted is None:
            continue
        names = offered(program.policy)[dotted]
        if names is not None and node.attr not in names and f"{dotted}.{node.attr}" not in offered(program.policy):
            program.refuse(MODULE_NAME, node, f"{dotted}.{node.attr}")


def _certain(meant: "dict[str, str]", program: Program) -> "dict[str, str]":
    """The names that nothing but imports binds, and what they are."""
    return {name: dotted for name, dotted in meant.items() if program.bound.get(name) == program.imported.get(name)}


def _judge_metaclasses(program: Program) -> None:
    """What stands after `metaclass=` has to be the library's: a program's own would be handed classes in the making."""
    known = {**_certain(program.modules, program), **_certain(program.taken, program)}
    for node in program.metaclasses:
        root = node.value if isinstance(node, ast.Attribute) else node
        name = getattr(root, "id", "")
        said = f"{known.get(name)}.{node.attr}" if isinstance(node, ast.Attribute) else known.get(name, "")
        if said not in _METACLASSES:
            program.refuse(METACLASS, node)


def _root(node: ast.expr) -> str:
    """The name that a chain of attributes begins with, or nothing."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _charge(loop: Loop, program: Program) -> None:
    """Charge what a loop runs over, once; a short display or constant range needs none."""
    node = loop.node
    if isinstance(node, ast.While):
        return
    iterated, helper = loop.iterated, inserted.COUNT if loop.grows else inserted.CHARGE
    count = length(iterated, program) if isinstance(iterated, (ast.Call, *_DISPLAYS, ast.Constant)) else None
    if count is not None and count <= _FEW and not loop.grows:
        return
    inner = iterated
    while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.args:
        if inner.func.id not in _PUSHED or inner.func.id in program.bound:
            break
        place = len(inner.args) - 1 if inner.func.id in ("map", "filter") else 0
        if isinstance(inner.args[place], ast.Starred):
            break
        argument = inner.args[place]
        if not (isinstance(argument, ast.Call) and isinstance(argument.func, ast.Name) and argument.func.id in _PUSHED):
            inner.args[place] = call(helper, argument, [argument], program)
            return
        inner = argument
    node.iter = call(helper, iterated, [iterated], program)  # type: ignore[attr-defined]


def _charge_consumed(node: ast.AST, program: Program) -> None:
    """`sum(range(n))`: a builtin runs through it without a loop of the program's."""
    if not isinstance(node, ast.Call) or not isinstance(node.args[0], ast.Call):
        return
    argument = node.args[0]
    if isinstance(argument.func, ast.Name) and argument.func.id == "range" and length(argument, program) is None:
        node.args[0] = call(inserted.CHARGE, argument, [argument], program)


def _judge_augmented(function: Function, program: Program) -> None:
    arguments = function.node.args
    parameters = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    bound = function.bound | {parameter.arg for parameter in parameters if parameter is not None}
    for node in function.augmented:
        if isinstance(node.target, ast.Name) and node.target.id not in bound:
            program.refuse(UNASSIGNED, node, node.target.id)


def _judge_types(program: Program) -> None:
    for operation, in_try in program.operations:
        left = "" if in_try else kind(operation.left, program)
        if left and not fits(operation.op, left, kind(operation.right, program)):
            program.refuse(MISFIT, operation)
    for comparison in program.comparisons:
        if kind(comparison.left, program) == NUMBER and "str" not in program.bound:
            program.refuse(MISFIT, comparison, "a number never equals a text")
    for function in program.functions:
        if function.augmented:
            _judge_augmented(function, program)
