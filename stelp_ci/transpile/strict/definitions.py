"""Visitors of functions, classes, lambdas and their parts."""

import ast
from typing import Any

from ..strict_codes import METACLASS, METHOD, RESERVED
from . import inserted
from .annotations import check_annotation
from .build import name
from .dispatch import Visitor, visit_all, visit_block
from .identifiers import bind, is_dunder
from .names import DEFINABLE
from .program import Function, Program

_EXITS = frozenset(("__exit__", "__aexit__"))


def _function(node: "ast.FunctionDef | ast.AsyncFunctionDef", program: Program) -> ast.stmt:
    visit_all(node.decorator_list, program)
    _define(node, program)
    dispatched = _dispatched(node, program)
    _parameters(node.args, program)
    if dispatched is not None:
        node.args.args[0].annotation = dispatched
    if node.returns is not None:
        check_annotation(node.returns, program)
        node.returns = None
    _type_parameters(node, program)
    node.body = _body(node, program)
    return node


def _dispatched(node: "ast.FunctionDef | ast.AsyncFunctionDef", program: Program) -> "ast.expr | None":
    """The annotation of the first parameter where `singledispatch` looks at it: below `@f.register`."""
    written = node.args.args[0].annotation if node.args.args else None
    registered = any(isinstance(each, ast.Attribute) and each.attr == "register" for each in node.decorator_list)
    if written is None or not registered or isinstance(written, ast.Constant):
        return None
    return program.visit[written.__class__](written, program)


def _define(node: "ast.FunctionDef | ast.AsyncFunctionDef", program: Program) -> None:
    """Bind the name, which for a method may be a special one."""
    if is_dunder(node.name) and program.in_class and node.name in DEFINABLE:
        program.bound[node.name] = program.bound.get(node.name, 0) + 1
    elif is_dunder(node.name):
        program.refuse(METHOD, node, node.name)
    else:
        bind(node.name, node, program)
    if node.name in _EXITS:
        program.helpers.add(inserted.EXIT)
        node.decorator_list.insert(0, name(inserted.EXIT, node))


def _body(node: "ast.FunctionDef | ast.AsyncFunctionDef", program: Program) -> "list[ast.stmt]":
    """The body is run at another time than what stands around it: loops, `try` and `finally` begin anew."""
    function = Function(node, program.function, is_method=program.in_class)
    program.functions.append(function)
    around = program.function, program.loop, program.in_class, program.in_try, program.in_finally, program.loop_depth
    program.function, program.loop, program.loop_depth = function, None, 0
    program.in_class = program.in_try = program.in_finally = False
    body = visit_block(node.body, program)
    (
        program.function, program.loop, program.in_class, program.in_try, program.in_finally, program.loop_depth,
    ) = around  # fmt: skip
    return body


def _parameters(node: ast.arguments, program: Program) -> None:
    for parameter in node.args:
        _parameter(parameter, program)
    for parameter in (*node.posonlyargs, *node.kwonlyargs):
        _parameter(parameter, program)
    if node.vararg is not None:
        _parameter(node.vararg, program)
    if node.kwarg is not None:
        _parameter(node.kwarg, program)
    if node.defaults:
        visit_all(node.defaults, program)
    for index, default in enumerate(node.kw_defaults):
        if default is not None:
            node.kw_defaults[index] = program.visit[default.__class__](default, program)


def _parameter(node: ast.arg, program: Program) -> None:
    in_class, program.in_class = program.in_class, False
    bind(node.arg, node, program)
    program.in_class = in_class
    if node.annotation is not None:
        check_annotation(node.annotation, program)
        node.annotation = None


def _lambda(node: ast.Lambda, program: Program) -> ast.AST:
    _parameters(node.args, program)
    around, program.loop = program.loop, None
    node.body = program.visit[node.body.__class__](node.body, program)
    program.loop = around
    return node


def _class(node: ast.ClassDef, program: Program) -> ast.stmt:
    visit_all(node.decorator_list, program)
    bind(node.name, node, program)
    if node.name.lstrip("_").startswith("stelp"):  # `__charge` in it would be read as `_stelp__charge`
        program.refuse(RESERVED, node, node.name)
    visit_all(node.bases, program)
    for given in node.keywords:
        _class_keyword(given, program)
    _type_parameters(node, program)
    around, program.in_class = program.in_class, True
    in_finally, program.in_finally = program.in_finally, False
    node.body = visit_block(node.body, program)
    program.in_class, program.in_finally = around, in_finally
    return node


def _class_keyword(node: ast.keyword, program: Program) -> None:
    """`metaclass=` takes the names of two modules that are offered; `**` could say `metaclass` as well."""
    value = node.value
    if node.arg != "metaclass":
        program.visit[ast.keyword](node, program)
        if node.arg is None:
            program.refuse(METACLASS, value, "**")
        return
    root = value.value if isinstance(value, ast.Attribute) else value
    if not isinstance(root, ast.Name):
        program.refuse(METACLASS, value)
        return
    program.loads.append(root)
    program.metaclasses.append(value)


def _type_parameters(node: Any, program: Program) -> None:
    for parameter in getattr(node, "type_params", ()):
        program.visit[parameter.__class__](parameter, program)


def _type_parameter(node: Any, program: Program) -> ast.AST:
    """Bounds and defaults are evaluated when somebody asks for them; nobody does."""
    in_class, program.in_class = program.in_class, False
    bind(node.name, node, program)
    program.in_class = in_class
    for field in ("bound", "default_value"):
        value = getattr(node, field, None)
        if value is not None:
            check_annotation(value, program)
            setattr(node, field, None)
    return node


def _type_alias(node: Any, program: Program) -> ast.stmt:
    _type_parameters(node, program)
    check_annotation(node.value, program)
    target = program.visit[ast.Name](node.name, program)
    return ast.copy_location(ast.Assign([target], ast.copy_location(ast.Constant(None), node.value), None), node)


DEFINITIONS: "dict[type, Visitor]" = {
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Lambda: _lambda,
}
for _name, _visitor in (
    ("TypeAlias", _type_alias),
    ("TypeVar", _type_parameter),
    ("ParamSpec", _type_parameter),
    ("TypeVarTuple", _type_parameter),
):  # Python 3.12
    if hasattr(ast, _name):
        DEFINITIONS[getattr(ast, _name)] = _visitor
