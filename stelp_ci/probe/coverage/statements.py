"""The statements of a function by the lines that run them: a changed continuation line counts for its statement."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.probe.survey.functions import FunctionNode, first_line


class Lines(NamedTuple):
    """From the first line to the last, both included."""

    first: int
    last: int

    def __contains__(self, line: object) -> bool:
        return isinstance(line, int) and self.first <= line <= self.last

    def meets(self, lines: frozenset[int]) -> bool:
        """Whether one of the lines lies in here."""
        return any(line in lines for line in range(self.first, self.last + 1))


class Statement(NamedTuple):
    """A simple statement, or the head of a compound one. `body` are the lines of the branch that it may enter."""

    head: Lines
    body: Lines | None = None


def statements(function: FunctionNode) -> list[Statement]:
    """All statements in the body that can have code; those of functions inside it, too."""
    return [found for statement in function.body for found in _statements(statement)]


def _statements(node: ast.stmt) -> Iterator[Statement]:
    own = _own(node)
    if own is not None:
        yield own
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.stmt):
            yield from _statements(inner)
        elif isinstance(inner, ast.ExceptHandler | ast.match_case):
            yield from (found for statement in inner.body for found in _statements(statement))


def _own(node: ast.stmt) -> Statement | None:
    match node:
        case ast.Global() | ast.Nonlocal() | ast.Try() | ast.TryStar() | ast.Expr(value=ast.Constant()):
            return None
        case ast.AnnAssign(value=None):
            return None
        case ast.If(test=test, body=body) | ast.While(test=test, body=body):
            return _branching(node, test, [] if isinstance(test, ast.Constant) else body)
        case ast.For(iter=iterated, body=body) | ast.AsyncFor(iter=iterated, body=body):
            return _branching(node, iterated, body)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            return Statement(Lines(node.lineno, max(_last(item.context_expr) for item in items)))
        case ast.Match(subject=subject):
            return Statement(Lines(node.lineno, _last(subject)))
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body) | ast.ClassDef(body=body):
            return Statement(Lines(first_line(node), max(node.lineno, first_line(body[0]) - 1)))
        case _:
            return Statement(Lines(node.lineno, _last(node)))


def _branching(node: ast.stmt, head: ast.expr, body: list[ast.stmt]) -> Statement:
    """A body on the line of its head cannot be told from it: such a branch is not counted."""
    lines = Lines(node.lineno, _last(head))
    inside = Lines(first_line(body[0]), _last(body[-1])) if body and first_line(body[0]) > lines.last else None
    return Statement(lines, inside)


def _last(node: ast.expr | ast.stmt) -> int:
    return node.end_lineno or node.lineno
