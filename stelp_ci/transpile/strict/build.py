"""Nodes of our own making, placed where the node stands that they replace."""

import ast

from .program import Program

LOAD = ast.Load()


def name(identifier: str, at: ast.AST) -> ast.Name:
    """A helper's name, read."""
    return ast.copy_location(ast.Name(identifier, LOAD), at)


def call(helper: str, at: ast.AST, arguments: "list[ast.expr]", program: Program) -> ast.Call:
    """A call of a helper."""
    program.helpers.add(helper)
    return ast.copy_location(ast.Call(name(helper, at), arguments, []), at)


def assign(target: str, value: ast.expr, at: ast.AST) -> ast.Assign:
    """`target = value`."""
    left = ast.copy_location(ast.Name(target, ast.Store()), at)
    return ast.copy_location(ast.Assign([left], value, None), at)
