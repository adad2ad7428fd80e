"""Visitors of statements that are no definitions and no imports."""

import ast

from ..strict_codes import FINALLY, INSPECTION
from . import inserted
from .annotations import check_annotation
from .build import call, name
from .dispatch import Visitor, visit_all, visit_block
from .identifiers import SLOTS, bind, bind_again, keep_value, read, slots
from .names import GUARDED
from .operations import is_sequence
from .program import Loop, Program

_MATTERS = frozenset(("ClassVar", "InitVar", "KW_ONLY"))
"""Annotations that change what a dataclass makes of a field."""


def _same(node: ast.stmt, _program: Program) -> ast.stmt:
    return node


def _expression(node: ast.Expr, program: Program) -> ast.stmt:
    value = node.value
    if value.__class__ is not ast.Constant:
        node.value = program.visit[value.__class__](value, program)
    return node


def _assign(node: ast.Assign, program: Program) -> ast.stmt:
    value, targets = node.value, node.targets
    if value.__class__ is not ast.Constant:
        node.value = program.visit[value.__class__](value, program)
    if len(targets) == 1 and targets[0].__class__ is ast.Name:
        if _are_slots(targets[0], program):
            slots(node.value, program)
            return node
        keep_value(targets[0].id, node.value, program)  # type: ignore[attr-defined]
    visit_all(targets, program)
    return node


def _are_slots(target: ast.expr, program: Program) -> bool:
    return program.in_class and isinstance(target, ast.Name) and target.id == SLOTS


def _augmented(node: ast.AugAssign, program: Program) -> ast.stmt:
    visit, value, target = program.visit, node.value, node.target
    if value.__class__ is not ast.Constant:
        node.value = visit[value.__class__](value, program)
    if isinstance(target, ast.Name):
        bind_again(target.id, target, program)
        program.values.setdefault(target.id, []).append(node)
        if program.function is not None and not program.in_class:
            program.function.augmented.append(node)
    else:
        if isinstance(target, ast.Attribute) and target.attr in GUARDED:  # the right side's `__radd__` is handed it
            program.refuse(INSPECTION, target, target.attr, "Write the attribute on both sides of a plain assignment.")
        node.target = visit[target.__class__](target, program)
    helper = _BOUNDED.get(node.op.__class__) or _repetition(node, program)
    if helper is not None and node.value.__class__ is not ast.Constant:
        node.value = call(helper, node, [node.value], program)
    return node


def _repetition(node: ast.AugAssign, program: Program) -> "str | None":
    """`text *= n` where `text` was given a visible sequence."""
    if not (isinstance(node.op, ast.Mult) and isinstance(node.target, ast.Name)):
        return None
    first = program.constants.get(node.target.id)
    return inserted.FACTOR if first is not None and is_sequence(first) else None


_BOUNDED: "dict[type, str]" = {ast.Pow: inserted.EXPONENT, ast.LShift: inserted.SHIFT}


def _annotated(node: ast.AnnAssign, program: Program) -> ast.stmt:
    """Outside of classes the annotation says nothing to Python."""
    check_annotation(node.annotation, program)
    if node.value is not None:
        node.value = program.visit[node.value.__class__](node.value, program)
        if node.target.__class__ is ast.Name:
            keep_value(node.target.id, node.value, program)  # type: ignore[union-attr]
    if node.value is not None and _are_slots(node.target, program):
        slots(node.value, program)
        node.annotation = _kept(node.annotation, program)
        return node
    node.target = program.visit[node.target.__class__](node.target, program)
    if program.in_class and isinstance(node.target, ast.Name):
        node.annotation = _kept(node.annotation, program)
        return node
    if node.value is not None:
        return ast.copy_location(ast.Assign([node.target], node.value, None), node)
    if isinstance(node.target, ast.Name) and program.function is not None:
        node.annotation = ast.copy_location(ast.Constant(None), node.annotation)  # it makes the name local
        return node
    return ast.copy_location(ast.Pass(), node)


def _kept(annotation: ast.expr, program: Program) -> ast.expr:
    """What a class body keeps of an annotation: what dataclasses look for, and None for the rest."""
    outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    said = outer.attr if isinstance(outer, ast.Attribute) else getattr(outer, "id", "")
    if said in _MATTERS:
        if isinstance(annotation, ast.Subscript):
            annotation.slice = ast.copy_location(ast.Constant(None), annotation.slice)
        outer = program.visit[outer.__class__](outer, program)
        return annotation
    return ast.copy_location(ast.Constant(None), annotation)


def _block(node: ast.If, program: Program) -> ast.stmt:
    test = node.test
    node.test = program.visit[test.__class__](test, program)
    node.body = visit_block(node.body, program)
    if node.orelse:
        node.orelse = visit_block(node.orelse, program)
    return node


def _for(node: ast.For, program: Program) -> ast.stmt:
    visit, outer = program.visit, program.loop
    node.iter = visit[node.iter.__class__](node.iter, program)
    node.target = visit[node.target.__class__](node.target, program)
    loop = program.loop = Loop(node, node.iter, node.body, outer)
    program.loops.append(loop)
    program.loop_depth += 1
    node.body = visit_block(node.body, program)
    program.loop_depth -= 1
    program.loop = outer
    if node.orelse:
        node.orelse = visit_block(node.orelse, program)
    return node


def _async_for(node: ast.AsyncFor, program: Program) -> ast.stmt:
    node.iter = program.visit[node.iter.__class__](node.iter, program)
    node.target = program.visit[node.target.__class__](node.target, program)
    program.loop_depth += 1
    node.body = visit_block(node.body, program)
    program.loop_depth -= 1
    node.orelse = visit_block(node.orelse, program)
    return node


def _while(node: ast.While, program: Program) -> ast.stmt:
    """`for _stelp_t in _stelp_ticks` counts in C; with an `else`, or in a class body, the condition counts."""
    outer = program.loop
    test = node.test = program.visit[node.test.__class__](node.test, program)
    program.loop = Loop(node, test, node.body, outer)
    program.loops.append(program.loop)
    program.loop_depth += 1
    program.whiles.append((node, program.in_try))
    body = node.body = visit_block(node.body, program)
    program.loop_depth -= 1
    program.loop = outer
    node.orelse = visit_block(node.orelse, program)
    if node.orelse or program.in_class:
        bounded = ast.BoolOp(ast.And(), [test, call(inserted.TICK, test, [], program)])
        return ast.copy_location(ast.While(ast.copy_location(bounded, test), body, node.orelse), node)
    return _ticking(node, body, program)


def _ticking(node: ast.While, body: "list[ast.stmt]", program: Program) -> ast.stmt:
    test = node.test
    if not (isinstance(test, ast.Constant) and test.value):
        negated = ast.copy_location(ast.UnaryOp(ast.Not(), test), test)
        leave = ast.If(negated, [ast.copy_location(ast.Break(), test)], [])
        body = [ast.copy_location(leave, test), *body]
    spent = ast.copy_location(ast.Expr(call(inserted.SPENT, test, [], program)), test)
    target = ast.copy_location(ast.Name(inserted.TARGET, ast.Store()), test)
    program.helpers.add(inserted.TICKS)
    return ast.copy_location(ast.For(target, name(inserted.TICKS, test), body, [spent], None), node)


def _return(node: ast.Return, program: Program) -> ast.stmt:
    if program.in_finally:
        program.refuse(FINALLY, node, "return")
    if node.value is not None:
        node.value = program.visit[node.value.__class__](node.value, program)
    return node


def _jump(node: "ast.Break | ast.Continue", program: Program) -> ast.stmt:
    if program.in_finally and not program.loop_depth:
        program.refuse(FINALLY, node, type(node).__name__.lower())
    return node


def _raise(node: ast.Raise, program: Program) -> ast.stmt:
    if node.exc is not None:
        node.exc = program.visit[node.exc.__class__](node.exc, program)
    if node.cause is not None:
        node.cause = program.visit[node.cause.__class__](node.cause, program)
    return node


def _assert(node: ast.Assert, program: Program) -> ast.stmt:
    test = node.test
    node.test = program.visit[test.__class__](test, program)
    if node.msg is not None:
        node.msg = program.visit[node.msg.__class__](node.msg, program)
    return node


def _delete(node: ast.Delete, program: Program) -> ast.stmt:
    visit_all(node.targets, program)
    return node


def _names(node: "ast.Global | ast.Nonlocal", program: Program) -> ast.stmt:
    for declared in node.names:
        if program.function is not None:
            program.function.bound.add(declared)
        if declared[0] == "_":
            read(declared, node, program)
    return node


def _with(node: "ast.With | ast.AsyncWith", program: Program) -> ast.stmt:
    visit_all(node.items, program)
    node.body = visit_block(node.body, program)
    return node


def _with_item(node: ast.withitem, program: Program) -> ast.AST:
    visit = program.visit
    node.context_expr = visit[node.context_expr.__class__](node.context_expr, program)
    if node.optional_vars is not None:
        node.optional_vars = visit[node.optional_vars.__class__](node.optional_vars, program)
    return node


def _try(node: "ast.Try | ast.TryStar", program: Program) -> ast.stmt:
    was_in_try = program.in_try
    program.in_try = was_in_try or bool(node.handlers)
    node.body = visit_block(node.body, program)
    program.in_try = was_in_try
    visit_all(node.handlers, program)
    node.orelse = visit_block(node.orelse, program)
    if node.finalbody:
        around = program.in_finally, program.loop_depth
        program.in_finally, program.loop_depth = True, 0
        node.finalbody = visit_block(node.finalbody, program)
        program.in_finally, program.loop_depth = around
    return node


def _handler(node: ast.ExceptHandler, program: Program) -> ast.AST:
    if node.type is None:
        node.type = name(inserted.EXCEPTION, node)
        program.helpers.add(inserted.EXCEPTION)
    else:
        node.type = program.visit[node.type.__class__](node.type, program)
    if node.name is not None:
        bind(node.name, node, program)
    node.body = visit_block(node.body, program)
    return node


STATEMENTS: "dict[type, Visitor]" = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.AnnAssign: _annotated,
    ast.If: _block,
    ast.For: _for,
    ast.AsyncFor: _async_for,
    ast.While: _while,
    ast.Return: _return,
    ast.Break: _jump,
    ast.Continue: _jump,
    ast.Pass: _same,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.Global: _names,
    ast.Nonlocal: _names,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.withitem: _with_item,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.ExceptHandler: _handler,
}
