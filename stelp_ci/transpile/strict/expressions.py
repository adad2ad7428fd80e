"""Visitors of expressions; those of operators are in `operations.py`."""

import ast
from typing import Any

from ..strict_codes import DUNDER, DYNAMIC_CLASS, METACLASS
from . import inserted
from .build import call
from .dispatch import Visitor, visit_all
from .formats import is_harmless, width_of
from .identifiers import attribute, bind, is_dunder, keyword, needs_care, read
from .names import GUARDED, METACLASSES
from .operations import OPERATIONS
from .program import Loop, Program

_LOAD, _STORE = ast.Load, ast.Store
_ACCESS = frozenset(("getattr", "setattr", "hasattr", "delattr"))
_CONSUMERS = frozenset(
    ("sum", "list", "tuple", "set", "frozenset", "sorted", "max", "min", "any", "all", "dict", "bytes", "bytearray")
)
_GROWING = frozenset(("append", "extend", "insert", "appendleft", "extendleft"))
_CLASS_PARTS = 3


def _same(node: ast.AST, _program: Program) -> ast.AST:
    return node


def _name(node: ast.Name, program: Program) -> ast.AST:
    context = node.ctx.__class__
    if context is _LOAD:
        program.loads.append(node)
        if node.id[0] == "_":
            read(node.id, node, program)
        elif node.id in METACLASSES:
            program.refuse(METACLASS, node, node.id)
    elif context is _STORE:
        bind(node.id, node, program)
    elif node.id[0] == "_":
        read(node.id, node, program)
    return node


def _attribute(node: ast.Attribute, program: Program) -> ast.AST:
    name, owner = node.attr, node.value
    if owner.__class__ is ast.Name or node.ctx.__class__ is not _LOAD:
        program.members.append(node)
    node.value = program.visit[owner.__class__](owner, program)
    if name in program.plain:
        return node
    if needs_care(name):
        return _careful(node, program)
    if name in METACLASSES:
        program.refuse(METACLASS, node, name)
    elif name in GUARDED:
        return _guarded(node, program)
    else:
        program.plain.add(name)
    return node


def _careful(node: ast.Attribute, program: Program) -> ast.AST:
    is_read = node.ctx.__class__ is _LOAD
    if is_read and node.attr == "__class__":
        return call(inserted.CLASS, node, [node.value], program)
    if is_read and node.attr == "__dict__":
        return call(inserted.VARS, node, [node.value], program)
    attribute(node.attr, node, program, is_read=is_read)
    return node


def _guarded(node: ast.Attribute, program: Program) -> ast.AST:
    """`format` and its kind. A literal whose fields read no attributes keeps its own."""
    if node.ctx.__class__ is not _LOAD:
        program.stored.add(node.attr)
        return node
    owner = node.value
    text = owner.value if isinstance(owner, ast.Constant) and node.attr == "format" else None
    if isinstance(text, str) and is_harmless(text, node, program):
        return node
    constant = ast.copy_location(ast.Constant(node.attr), node)
    return call(inserted.ATTRIBUTE, node, [owner, constant], program)


def _call(node: ast.Call, program: Program) -> ast.AST:
    function = node.func
    if function.__class__ is ast.Name:
        _named_call(node, function.id, program)  # type: ignore[attr-defined]
    elif function.__class__ is ast.Attribute:
        if function.attr == "__setattr__":  # type: ignore[attr-defined]
            return _set(node, function, program)  # type: ignore[arg-type]
        if program.loop is not None and function.attr in _GROWING:  # type: ignore[attr-defined]
            _grows(function.value, program)  # type: ignore[attr-defined]
    node.func = program.visit[function.__class__](function, program)
    arguments = node.args
    for index, argument in enumerate(arguments):
        if argument.__class__ is not ast.Constant:
            arguments[index] = program.visit[argument.__class__](argument, program)
    for given in node.keywords:
        _keyword(given, program)
    return node


def _named_call(node: ast.Call, name: str, program: Program) -> None:
    """Calls of plain names: what they take tells more than their name."""
    if program.function is not None:
        program.function.calls.add(name)
    if name in _ACCESS:
        _access(node, program)
    elif name == "type" and len(node.args) == _CLASS_PARTS:
        program.refuse(DYNAMIC_CLASS, node)
    elif name in _CONSUMERS and node.args:
        program.sizes.append((node, program.loop))


def _access(node: ast.Call, program: Program) -> None:
    """`getattr(x, "name")` says the same as `x.name`."""
    written = node.args[1] if len(node.args) > 1 else None
    if isinstance(written, ast.Constant) and isinstance(written.value, str) and written.value:
        name = written.value
        is_read = getattr(node.func, "id", "") in ("getattr", "hasattr")
        if name in METACLASSES:
            program.refuse(METACLASS, node, name)
        elif is_dunder(name) or (needs_care(name) and name.isascii()):
            attribute(name, node, program, is_read=is_read)


def _set(node: ast.Call, function: ast.Attribute, program: Program) -> ast.AST:
    """`object.__setattr__(self, name, value)` and `super().__setattr__(name, value)`."""
    owner = program.visit[function.value.__class__](function.value, program)
    visit_all(node.args, program)
    if node.keywords:
        program.refuse(DUNDER, function, function.attr)
    return call(inserted.SET, node, [owner, *node.args], program)


def _grows(owner: ast.expr, program: Program) -> None:
    """A method that makes a list longer is called on what a loop around runs over."""
    loop = program.loop
    while loop is not None and isinstance(owner, ast.Name):
        iterated = loop.iterated
        if isinstance(iterated, ast.Name) and iterated.id == owner.id:
            loop.grows = True
        loop = loop.outer


def _keyword(node: ast.keyword, program: Program) -> ast.AST:
    if node.arg is not None and node.arg[0] == "_":
        keyword(node.arg, node, program)
    value = node.value
    if value.__class__ is not ast.Constant:
        node.value = program.visit[value.__class__](value, program)
    return node


def _values(node: "ast.BoolOp | ast.JoinedStr", program: Program) -> ast.AST:
    visit_all(node.values, program)
    return node


def _elements(node: "ast.List | ast.Tuple | ast.Set", program: Program) -> ast.AST:
    visit, elements = program.visit, node.elts
    for index, element in enumerate(elements):
        if element.__class__ is not ast.Constant:
            elements[index] = visit[element.__class__](element, program)
    return node


def _dict(node: ast.Dict, program: Program) -> ast.AST:
    visit, keys = program.visit, node.keys
    for index, key in enumerate(keys):
        if key is not None:
            keys[index] = visit[key.__class__](key, program)
    visit_all(node.values, program)
    return node


def _subscript(node: ast.Subscript, program: Program) -> ast.AST:
    owner, index = node.value, node.slice
    node.value = program.visit[owner.__class__](owner, program)
    if index.__class__ is not ast.Constant:
        node.slice = program.visit[index.__class__](index, program)
    return node


def _value(node: "ast.Await | ast.YieldFrom | ast.Starred", program: Program) -> ast.AST:
    node.value = program.visit[node.value.__class__](node.value, program)
    return node


def _yield(node: "ast.Yield | ast.YieldFrom", program: Program) -> ast.AST:
    if program.function is not None:
        program.function.has_yield = True
    if node.value is not None:
        node.value = program.visit[node.value.__class__](node.value, program)
    return node


def _conditional(node: ast.IfExp, program: Program) -> ast.AST:
    visit = program.visit
    node.test = visit[node.test.__class__](node.test, program)
    node.body = visit[node.body.__class__](node.body, program)
    node.orelse = visit[node.orelse.__class__](node.orelse, program)
    return node


def _slice(node: ast.Slice, program: Program) -> ast.AST:
    if node.lower is not None:
        node.lower = program.visit[node.lower.__class__](node.lower, program)
    if node.upper is not None:
        node.upper = program.visit[node.upper.__class__](node.upper, program)
    if node.step is not None:
        node.step = program.visit[node.step.__class__](node.step, program)
    return node


def _walrus(node: ast.NamedExpr, program: Program) -> ast.AST:
    program.visit[ast.Name](node.target, program)
    node.value = program.visit[node.value.__class__](node.value, program)
    return node


def _field(node: ast.FormattedValue, program: Program) -> ast.AST:
    node.value = program.visit[node.value.__class__](node.value, program)
    if node.format_spec is not None:
        for part in getattr(node.format_spec, "values", ()):
            if isinstance(part, ast.Constant):
                width_of(part.value, node, program)
        node.format_spec = program.visit[node.format_spec.__class__](node.format_spec, program)
    return node


def _comprehension(node: Any, program: Program) -> ast.AST:
    """List, set and dictionary comprehensions, and generator expressions."""
    visit, outer = program.visit, program.loop
    for clause in node.generators:
        iterated = visit[clause.iter.__class__](clause.iter, program)
        clause.iter = iterated
        clause.target = visit[clause.target.__class__](clause.target, program)
        if not clause.is_async:
            program.loop = Loop(clause, iterated, [], program.loop)
            program.loop.around = node
            program.loops.append(program.loop)
        visit_all(clause.ifs, program)
    if node.__class__ is ast.DictComp:
        node.key = visit[node.key.__class__](node.key, program)
        node.value = visit[node.value.__class__](node.value, program)
    else:
        node.elt = visit[node.elt.__class__](node.elt, program)
    program.loop = outer
    return node


EXPRESSIONS: "dict[type, Visitor]" = {
    **OPERATIONS,
    ast.Name: _name,
    ast.Constant: _same,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.keyword: _keyword,
    ast.BoolOp: _values,
    ast.JoinedStr: _values,
    ast.FormattedValue: _field,
    ast.List: _elements,
    ast.Tuple: _elements,
    ast.Set: _elements,
    ast.Dict: _dict,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Starred: _value,
    ast.Await: _value,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.IfExp: _conditional,
    ast.NamedExpr: _walrus,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
}
