"""Annotations say what a value is and are not evaluated: code in them is refused rather than silently dropped."""

import ast

from ..strict_codes import ANNOTATION
from .identifiers import is_dunder
from .program import Program

_PLAIN = (
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.BinOp,
    ast.Starred,
    ast.UnaryOp,
)
_IGNORED = (ast.expr_context, ast.operator, ast.unaryop)


def check_annotation(annotation: ast.expr, program: Program) -> None:
    """Refuse an annotation that computes, or that names something of the interpreter's own."""
    if annotation.__class__ is ast.Name and annotation.id[0] != "_":  # type: ignore[attr-defined]
        return
    for node in ast.walk(annotation):
        if not isinstance(node, (*_PLAIN, *_IGNORED)) or _is_odd(node):
            program.refuse(ANNOTATION, node, type(node).__name__)
            return


def _is_odd(node: ast.AST) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    if isinstance(node, ast.BinOp):
        return not isinstance(node.op, ast.BitOr)
    return is_dunder(name) or name.startswith("_stelp_")
