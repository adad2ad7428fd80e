"""From a node to its visitor, which takes (node, program), changes the node in place, and returns its replacement."""

import ast
from collections.abc import Callable
from typing import Any

from ..strict_codes import CONSTRUCT, DENIED
from .program import Program

Visitor = Callable[[Any, Program], Any]
"""Statements may be replaced by a list of statements, everything else by one node."""


class Visitors(dict[type, Visitor]):
    """Visitors by class; a class without one is refused."""

    def __missing__(self, kind: type) -> Visitor:
        return _refuse


def _refuse(node: ast.AST, program: Program) -> ast.AST:
    program.refuse(CONSTRUCT, node, type(node).__name__)
    return node


def denying(visitor: Visitor) -> Visitor:
    """The visitor of a construct that a policy takes away."""

    def visit(node: ast.AST, program: Program) -> Any:
        program.refuse(DENIED, node, type(node).__name__)
        return visitor(node, program)

    return visit


def visit_all(nodes: "list[Any]", program: Program) -> None:
    """Visit expressions (or patterns), and put their replacements into the list."""
    for index, node in enumerate(nodes):
        nodes[index] = program.visit[node.__class__](node, program)


def visit_block(statements: "list[ast.stmt]", program: Program) -> "list[ast.stmt]":
    """Visit statements; the new list is never empty where the old one was not."""
    visited: list[ast.stmt] = []
    for statement in statements:
        replacement = program.visit[statement.__class__](statement, program)
        if replacement.__class__ is list:
            visited += replacement
        else:
            visited.append(replacement)
    return visited
