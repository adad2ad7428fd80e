"""Which function, method or class a line belongs to: the part of a finding's fingerprint that survives line shifts."""

import ast
from typing import NamedTuple

MODULE = "<module>"

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Scope(NamedTuple):
    """A definition with Python's qualified name; decorators belong to it."""

    start: int
    end: int
    qualname: str


def scopes(module: ast.Module) -> tuple[Scope, ...]:
    """Every definition of the module, outer ones before the inner ones they hold."""
    found: list[Scope] = []
    waiting: list[tuple[ast.AST, str]] = [(module, "")]
    while waiting:
        node, prefix = waiting.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.append(_scope(child, prefix))
                waiting.append((child, _inner_prefix(child, prefix)))
            elif not isinstance(child, ast.expr):
                waiting.append((child, prefix))
    return tuple(sorted(found, key=lambda scope: (scope.start, -scope.end)))


def symbols_by_line(found: tuple[Scope, ...], lines: int) -> list[str]:
    """For each line, counted from 0, the qualified name of the innermost definition, `<module>` outside all of them."""
    names = [MODULE] * lines
    for scope in found:
        for line in range(scope.start, min(scope.end, lines) + 1):
            names[line - 1] = scope.qualname
    return names


def _scope(node: _Definition, prefix: str) -> Scope:
    start = min((decorator.lineno for decorator in node.decorator_list), default=node.lineno)
    return Scope(min(start, node.lineno), node.end_lineno or node.lineno, prefix + node.name)


def _inner_prefix(node: _Definition, prefix: str) -> str:
    inner = "." if isinstance(node, ast.ClassDef) else ".<locals>."
    return prefix + node.name + inner
