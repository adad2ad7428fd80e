"""Which statements of a function are reached, and whether a failure there would fail its test."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.probe.tamper.functions import Function
from stelp_ci.probe.tamper.shape import last_name, truth

MAX_WEIGHT = 10_000


class Reach(NamedTuple):
    """Under which circumstances a statement runs. `weight` counts literal loops around it."""

    weight: int = 1
    dead: bool = False
    swallowed: bool = False
    conditional: bool = False

    @property
    def live(self) -> bool:
        """Whether a failure there would fail the test."""
        return not self.dead and not self.swallowed


_SWALLOWING = frozenset({"", "AssertionError", "Exception", "BaseException", "Failed"})
_EXITS = frozenset({"exit", "_exit", "quit", "skip", "skipTest", "xfail", "abort", "kill"})
_EXIT_OWNERS = frozenset({"sys", "os", "pytest", "self", ""})


def statements_of(function: Function) -> Iterator[tuple[ast.stmt, Reach]]:
    """Every statement with how it is reached; those of functions defined inside count as run where they stand."""
    blocks: list[tuple[list[ast.stmt], Reach]] = [(function.body, Reach())]
    while blocks:
        body, reach = blocks.pop()
        for node in body:
            yield node, reach
            blocks.extend(_inner(node, reach))
            reach = _behind(node, reach)


def _behind(node: ast.stmt, reach: Reach) -> Reach:
    """How the statements behind `node` in its block are reached."""
    if isinstance(node, ast.If) and any(_leaves(one) for one in node.body):
        value = truth(node.test)
        return reach._replace(dead=reach.dead or value is True, conditional=reach.conditional or value is None)
    return reach._replace(dead=True) if _leaves(node) else reach


def _leaves(node: ast.stmt) -> bool:
    """Whether nothing behind this statement runs."""
    match node:
        case ast.Return() | ast.Raise() | ast.Break() | ast.Continue():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name))):
            return name in _EXITS and owner in _EXIT_OWNERS
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name in {"exit", "quit", "_exit"}
        case _:
            return False


_Blocks = Iterator[tuple[list[ast.stmt], Reach]]


def _inner(node: ast.stmt, reach: Reach) -> _Blocks:
    """The blocks inside a statement, each with how it is reached."""
    match node:
        case ast.If():
            yield from _branches(node, reach)
        case ast.For() | ast.AsyncFor() | ast.While():
            yield from _loop(node, reach)
        case ast.Try():
            yield from _guarded(node, reach)
        case ast.With(items=managers, body=body) | ast.AsyncWith(items=managers, body=body):
            suppressed = any(_suppresses(manager.context_expr) for manager in managers)
            yield body, reach._replace(swallowed=reach.swallowed or suppressed)
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body) | ast.ClassDef(body=body):
            yield body, reach
        case ast.Match(cases=cases):
            yield from ((case.body, reach._replace(conditional=True)) for case in cases)
        case _:
            pass


def _branches(node: ast.If, reach: Reach) -> _Blocks:
    value = truth(node.test)
    either = reach._replace(conditional=reach.conditional or value is None)
    yield node.body, either._replace(dead=reach.dead or value is False)
    yield node.orelse, either._replace(dead=reach.dead or value is True)


def _loop(node: ast.For | ast.AsyncFor | ast.While, reach: Reach) -> _Blocks:
    if isinstance(node, ast.While):
        yield node.body, reach._replace(dead=reach.dead or truth(node.test) is False)
        return
    count = _length(node.iter)
    weight = min(reach.weight * max(count or 1, 1), MAX_WEIGHT)
    yield node.body, reach._replace(weight=weight, dead=reach.dead or count == 0)


def _guarded(node: ast.Try, reach: Reach) -> _Blocks:
    yield node.body, reach._replace(swallowed=reach.swallowed or any(_swallows(one) for one in node.handlers))
    yield from ((handler.body, reach._replace(conditional=True)) for handler in node.handlers)
    yield node.orelse, reach
    yield node.finalbody, reach


def _length(items: ast.expr) -> int | None:
    match items:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return len(elements)
        case ast.Dict(keys=keys):
            return len(keys)
        case ast.Call(func=ast.Attribute(value=ast.Dict(keys=keys), attr="items")):
            return len(keys)
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(count))]):
            return max(count, 0)
        case _:
            return None


def _swallows(handler: ast.ExceptHandler) -> bool:
    """Whether a failing assertion is caught there and not raised again."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    caught = any(kind is None or last_name(kind) in _SWALLOWING for kind in kinds)
    told = (ast.Raise, ast.Assert)
    return caught and not any(
        isinstance(node, told) or (isinstance(node, ast.Call) and last_name(node) in {"fail", "exit"})
        for statement in handler.body
        for node in ast.walk(statement)
    )


def _suppresses(manager: ast.expr) -> bool:
    return (
        isinstance(manager, ast.Call)
        and last_name(manager) == "suppress"
        and any(last_name(kind) in _SWALLOWING for kind in manager.args)
    )
