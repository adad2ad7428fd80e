"""Functions that visibly never return: every way through them calls them again."""

import ast
from collections.abc import Container, Iterator
from typing import Final

from ..strict_codes import ENDLESS_RECURSION, SAME_ARGUMENTS
from .effects import Effects, inside
from .program import Function, Program

_MOST_STEPS = 5_000


class _Way:
    """How a block is left: by a call of one of the functions on every way, in another manner, or by its end."""

    def __init__(self, name: str) -> None:
        self.name = name


_CALLS: Final = _Way("calls")
_LEAVES: Final = _Way("leaves")
_FALLS: Final = _Way("falls")


def judge_recursion(program: Program) -> None:
    """Refuse what cannot return. Names that are bound more than once may mean something else and are left alone."""
    functions = {
        function.node.name: function
        for function in program.functions
        if program.bound.get(function.node.name) == 1 and not function.is_method
    }
    known = set(functions)
    suspects = {name: found for name, found in functions.items() if found.calls & known and not _is_lazy(found)}
    if not suspects:
        return
    for name in _endless(suspects):
        program.refuse(ENDLESS_RECURSION, suspects[name].node, name)
    for name, function in suspects.items():
        if name in function.calls:
            _judge_progress(name, function, program)


def _is_lazy(function: Function) -> bool:
    """Calling a generator or a coroutine runs nothing of it."""
    return function.has_yield or isinstance(function.node, ast.AsyncFunctionDef)


def _endless(suspects: "dict[str, Function]") -> "list[str]":
    """The largest set of functions each of which calls one of the set on every way."""
    names, pending = set(suspects), list(suspects)
    callers: dict[str, set[str]] = {}
    for name, function in suspects.items():
        for called in function.calls & names:
            callers.setdefault(called, set()).add(name)
    for _ in range(_MOST_STEPS):
        if not pending:
            return [name for name in suspects if name in names and _reaches(name, names, suspects)]
        name = pending.pop()
        if name in names and not _is_endless(suspects[name], names):
            names.discard(name)
            pending.extend(callers.get(name, ()))
    return []  # nobody writes so many functions; the limits of a run are left


def _is_endless(function: Function, names: "set[str]") -> bool:
    return bool(function.calls & names) and _block(function.node.body, names) is _CALLS


def _reaches(name: str, names: "set[str]", suspects: "dict[str, Function]") -> bool:
    """Whether `name` comes back to itself: who merely calls an endless function is not to blame."""
    seen: set[str] = set()
    pending = list(suspects[name].calls & names)
    while pending:
        current = pending.pop()
        if current not in seen:
            seen.add(current)
            pending.extend(suspects[current].calls & names)
    return name in seen


def _block(body: "list[ast.stmt]", names: Container[str]) -> _Way:
    for statement in body:
        way = _statement(statement, names)
        if way is not _FALLS:
            return way
    return _FALLS


def _statement(node: ast.stmt, names: Container[str]) -> _Way:
    if any(_calls(part, names) for part in _evaluated(node)):
        return _CALLS
    match node:
        case ast.Return() | ast.Raise() | ast.Assert() | ast.Break() | ast.Continue():
            return _LEAVES
        case ast.If():
            return _either(_block(node.body, names), _block(node.orelse, names))
        case ast.For() | ast.AsyncFor() | ast.While() | ast.Match():
            return _LEAVES if any(isinstance(inner, (ast.Return, ast.Raise)) for inner in inside(node)) else _FALLS
        case ast.Try() | ast.TryStar():
            return _LEAVES if node.handlers else _block([*node.body, *node.orelse, *node.finalbody], names)
        case ast.With():
            return _block(node.body, names)
        case _:
            return _FALLS


def _either(first: _Way, second: _Way) -> _Way:
    if _LEAVES in (first, second):
        return _LEAVES
    return _CALLS if first is second is _CALLS else _FALLS


def _evaluated(node: ast.stmt) -> "list[ast.AST]":
    """The expressions that a statement evaluates in any case, before anything below it."""
    match node:
        case ast.If() | ast.Assert():
            return [node.test]
        case ast.For() | ast.AsyncFor():
            return [node.iter]
        case ast.With():
            return [node.items[0].context_expr]
        case ast.Match():
            return [node.subject]
        case ast.While() | ast.Try() | ast.TryStar() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return []
        case _:
            return list(ast.iter_child_nodes(node))


def _calls(node: ast.AST, names: Container[str]) -> bool:
    """Whether evaluating an expression calls one of the names in any case."""
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in names:
            return True
        case ast.BoolOp():
            return _calls(node.values[0], names)
        case ast.IfExp():
            return _calls(node.test, names) or (_calls(node.body, names) and _calls(node.orelse, names))
        case ast.Lambda() | ast.GeneratorExp():
            return False
        case ast.ListComp() | ast.SetComp() | ast.DictComp():
            return _calls(node.generators[0].iter, names)
        case ast.Compare():
            return _calls(node.left, names) or _calls(node.comparators[0], names)
        case _:
            return any(_calls(child, names) for child in ast.iter_child_nodes(node))


def _judge_progress(name: str, function: Function, program: Program) -> None:
    """`return f(a, b)` within `def f(a, b)` that changes neither, and calls nothing that could."""
    arguments = function.node.args
    names = [parameter.arg for parameter in (*arguments.posonlyargs, *arguments.args)]
    if not names or arguments.vararg or arguments.kwarg or arguments.kwonlyargs:
        return
    calls = [node for node in _everything(function) if _is_same(node, name, names)]
    if calls and Effects(function.node.body, program.bound.keys(), but=name).keeps(names):
        for call in calls:
            program.refuse(SAME_ARGUMENTS, call, name)


def _everything(function: Function) -> "Iterator[ast.AST]":
    return (node for statement in function.node.body for node in inside(statement))


def _is_same(node: ast.AST, name: str, names: "list[str]") -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name):
        return False
    return not node.keywords and [getattr(argument, "id", None) for argument in node.args] == names
