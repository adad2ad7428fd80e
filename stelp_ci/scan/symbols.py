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


def symbol_at(found: tuple[Scope, ...], line: int) -> str:
    """The qualified name of the innermost definition that holds `line`, `<module>` outside all of them."""
    name = MODULE
    for scope in found:
        if scope.start > line:
            break
        if line <= scope.end:
            name = scope.qualname
    return name


def _scope(node: _Definition, prefix: str) -> Scope:
    start = min((decorator.lineno for decorator in node.decorator_list), default=node.lineno)
    return Scope(min(start, node.lineno), node.end_lineno or node.lineno, prefix + node.name)


def _inner_prefix(node: _Definition, prefix: str) -> str:
    inner = "." if isinstance(node, ast.ClassDef) else ".<locals>."
    return prefix + node.name + inner
