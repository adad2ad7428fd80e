"""Visitors of `match` and its patterns."""

import ast
from typing import Any

from ..strict_codes import INSPECTION, METACLASS
from .dispatch import Visitor, visit_all, visit_block
from .identifiers import attribute, bind, needs_care
from .names import GUARDED, METACLASSES
from .program import Program


def _match(node: ast.Match, program: Program) -> ast.stmt:
    node.subject = program.visit[node.subject.__class__](node.subject, program)
    for case in node.cases:
        _case(case, program)
    return node


def _case(node: ast.match_case, program: Program) -> ast.AST:
    node.pattern = program.visit[node.pattern.__class__](node.pattern, program)
    if node.guard is not None:
        node.guard = program.visit[node.guard.__class__](node.guard, program)
    node.body = visit_block(node.body, program)
    return node


def _value(node: ast.MatchValue, program: Program) -> ast.AST:
    """Only literals and dotted names may stand here; what would be rewritten cannot."""
    written = node.value
    if program.visit[written.__class__](written, program) is not written:
        program.refuse(INSPECTION, written)
    return node


def _singleton(node: ast.MatchSingleton, _program: Program) -> ast.AST:
    return node


def _patterns(node: Any, program: Program) -> ast.AST:
    visit_all(node.patterns, program)
    return node


def _mapping(node: ast.MatchMapping, program: Program) -> ast.AST:
    for key in node.keys:
        if program.visit[key.__class__](key, program) is not key:
            program.refuse(INSPECTION, key)
    visit_all(node.patterns, program)
    if node.rest is not None:
        bind(node.rest, node, program)
    return node


def _class(node: ast.MatchClass, program: Program) -> ast.AST:
    """`case object(__globals__=found)` reads an attribute without naming it in an expression."""
    if program.visit[node.cls.__class__](node.cls, program) is not node.cls:
        program.refuse(INSPECTION, node.cls)
    visit_all(node.patterns, program)
    for name in node.kwd_attrs:
        if name in GUARDED or name == "__class__":
            program.refuse(INSPECTION, node, name)
        elif name in METACLASSES:
            program.refuse(METACLASS, node, name)
        elif needs_care(name):
            attribute(name, node, program)
    visit_all(node.kwd_patterns, program)
    return node


def _capture(node: "ast.MatchAs | ast.MatchStar", program: Program) -> ast.AST:
    if isinstance(node, ast.MatchAs) and node.pattern is not None:
        node.pattern = program.visit[node.pattern.__class__](node.pattern, program)
    if node.name is not None:
        bind(node.name, node, program)
    return node


PATTERNS: "dict[type, Visitor]" = {
    ast.Match: _match,
    ast.match_case: _case,
    ast.MatchValue: _value,
    ast.MatchSingleton: _singleton,
    ast.MatchSequence: _patterns,
    ast.MatchOr: _patterns,
    ast.MatchMapping: _mapping,
    ast.MatchClass: _class,
    ast.MatchAs: _capture,
    ast.MatchStar: _capture,
}
