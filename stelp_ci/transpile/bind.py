"""Which names a node binds, and to what."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from .capabilities import canonical, is_known
from .scope import Binding, Scope, ScopeKind


def bind(node: ast.AST, scope: Scope, *, is_sure: bool) -> None:
    """Bind in `scope` what this node binds by itself; its children are bound on their own."""
    binder = _BINDERS.get(type(node))
    if binder is not None:
        binder(node, scope, is_sure=is_sure)


def bind_arguments(arguments: ast.arguments, outer: Scope, inner: Scope) -> None:
    """Bind a function's parameters inside it; defaults and annotations are evaluated outside."""
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = [*zip(positional, defaults, strict=True), *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    pairs += [(argument, None) for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    for argument, default in pairs:
        binding = Binding(scope=outer, line=argument.lineno, is_sure=True, value=default, hint=argument.annotation)
        inner.bind(argument.arg, binding)


def _name(name: str, node: ast.AST, scope: Scope, *, is_sure: bool, value: "ast.expr | None" = None) -> None:
    scope.bind(name, Binding(scope=scope, line=getattr(node, "lineno", 1), is_sure=is_sure, value=value))


def _assigned(target: ast.expr, value: ast.expr) -> "Iterator[tuple[ast.Name, ast.expr]]":
    """The names of an assignment's target, each with the expression that it surely gets."""
    pending = [(target, value)]
    while pending:
        target, value = pending.pop()
        if isinstance(target, ast.Name):
            yield target, value
        elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
            pending.extend(zip(target.elts, value.elts, strict=False))  # of unequal lengths: it raises when run


def _assign(node: ast.Assign, scope: Scope, *, is_sure: bool) -> None:
    for target in node.targets:
        for leaf, value in _assigned(target, node.value):
            _name(leaf.id, leaf, scope, is_sure=is_sure, value=value)


def _annotated(node: ast.AnnAssign, scope: Scope, *, is_sure: bool) -> None:
    if isinstance(node.target, ast.Name):
        is_sure = is_sure and node.value is not None  # a mere declaration binds nothing
        binding = Binding(scope=scope, line=node.lineno, is_sure=is_sure, value=node.value, hint=node.annotation)
        scope.bind(node.target.id, binding)


def _walrus(node: ast.NamedExpr, scope: Scope, **_: bool) -> None:
    target = scope
    while target.kind is ScopeKind.INNER and target.parent is not None:
        target = target.parent
    target.bind(node.target.id, Binding(scope=scope, line=node.lineno, is_sure=False, value=node.value))


def _stored(node: ast.Name, scope: Scope, *, is_sure: bool) -> None:
    if isinstance(node.ctx, ast.Store):
        _name(node.id, node, scope, is_sure=is_sure)
    elif isinstance(node.ctx, ast.Del):
        scope.deleted.add(node.id)


def _import(node: ast.Import, scope: Scope, *, is_sure: bool) -> None:
    for alias in node.names:
        dotted = alias.name if alias.asname else alias.name.partition(".")[0]
        scope.bind(alias.asname or dotted, Binding(scope=scope, line=node.lineno, is_sure=is_sure, dotted=dotted))


def _import_from(node: ast.ImportFrom, scope: Scope, *, is_sure: bool) -> None:
    """A relative import leads to the project's own code, whose names say nothing about the table's modules."""
    for alias in node.names:
        dotted = f"{node.module}.{alias.name}" if node.module and not node.level else None
        if alias.name != "*":
            name = alias.asname or alias.name
            scope.bind(name, Binding(scope=scope, line=node.lineno, is_sure=is_sure, dotted=dotted))
        elif node.module and not node.level and is_known(canonical(node.module)):
            scope.stars[canonical(node.module)] = None


def _definition(node: Any, scope: Scope, *, is_sure: bool) -> None:
    _name(node.name, node, scope, is_sure=is_sure)


def _captured(node: Any, scope: Scope, **_: bool) -> None:
    """`except ... as name` unbinds it again; so nothing is sure."""
    name = node.rest if isinstance(node, ast.MatchMapping) else node.name
    if name is not None:
        _name(name, node, scope, is_sure=False)


def _global(node: ast.Global, scope: Scope, **_: bool) -> None:
    scope.globals.update(node.names)


def _nonlocal(node: ast.Nonlocal, scope: Scope, **_: bool) -> None:
    scope.nonlocals.update(node.names)


_BINDERS: "dict[type[ast.AST], Callable[..., None]]" = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.NamedExpr: _walrus,
    ast.Name: _stored,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.FunctionDef: _definition,
    ast.AsyncFunctionDef: _definition,
    ast.ClassDef: _definition,
    ast.ExceptHandler: _captured,
    ast.MatchAs: _captured,
    ast.MatchStar: _captured,
    ast.MatchMapping: _captured,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
}
for _type_parameter in ("TypeVar", "ParamSpec", "TypeVarTuple"):  # Python 3.12
    if hasattr(ast, _type_parameter):
        _BINDERS[getattr(ast, _type_parameter)] = _definition
