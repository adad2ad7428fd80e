"""Every node of a tree with the scope and unit around it, in source order, without recursion.

Scopes are opened and names bound on the way, so that after the walk every name can be resolved.
"""

import ast
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .bind import bind, bind_arguments
from .children import children
from .scope import Scope, ScopeKind

_BRANCHING = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, getattr(ast, "TryStar", ast.Try), ast.Match)
_HANDING_ON = (
    ast.Call, ast.keyword, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Return, ast.Yield, ast.YieldFrom, ast.Starred,
)  # fmt: skip
MODULE = "<module>"


class Place(NamedTuple):
    """What surrounds a node.

    `is_sure`: reached whenever its module or class body runs to its end. `is_type`: in an annotation or an `except`
    clause, where naming something does not use it. `is_handed`: an argument or element. `anchor` is the f-string
    around, `guard` the test of an `if TYPE_CHECKING` around.
    """

    scope: Scope
    unit: str = MODULE
    is_sure: bool = True
    is_type: bool = False
    is_handed: bool = False
    anchor: "ast.expr | None" = None
    guard: "ast.expr | None" = None


class Walk(NamedTuple):
    """The nodes with their places, the scopes in the order of their opening, and the unit that each definition makes.

    `units` is keyed by the `id` of the definition's node, None for the module itself.
    """

    nodes: "list[tuple[ast.AST, Place]]"
    scopes: "list[Scope]"
    units: "dict[int | None, str]"


def walk(tree: ast.Module) -> Walk:
    """Walk a whole module."""
    walked = Walk([], [Scope(ScopeKind.MODULE, None)], {None: MODULE})
    pending: list[tuple[ast.AST, Place]] = [(tree, Place(walked.scopes[0]))]
    while pending:
        node, place = pending.pop()
        walked.nodes.append((node, place))
        bind(node, place.scope, is_sure=place.is_sure)
        pending.extend(reversed(list(_children(node, place, walked))))
    return walked


def _children(node: ast.AST, place: Place, walked: Walk) -> "Iterator[tuple[ast.AST, Place]]":
    special = _SPECIAL.get(type(node))
    return _same(node, _handed(node, place)) if special is None else special(node, place, walked)


def _same(node: ast.AST, place: Place) -> "Iterator[tuple[ast.AST, Place]]":
    return ((child, place) for child in children(node))


def _handed(node: ast.AST, place: Place) -> Place:
    """The place of a node's children: whether they are handed on, and whether they are surely reached."""
    is_handed = isinstance(node, _HANDING_ON)
    is_sure = place.is_sure and not isinstance(node, _BRANCHING)
    if is_handed == place.is_handed and is_sure == place.is_sure:
        return place
    return place._replace(is_handed=is_handed, is_sure=is_sure)


def _open(kind: ScopeKind, parent: Scope, walked: Walk) -> Scope:
    scope = Scope(kind, parent)
    walked.scopes.append(scope)
    return scope


def _within(unit: str, name: str, *, is_local: bool) -> str:
    if unit == MODULE:
        return name
    return f"{unit}.<locals>.{name}" if is_local else f"{unit}.{name}"


def _unit(node: "ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef", place: Place, walked: Walk) -> str:
    """The qualname of a definition, as Python forms it."""
    scope = place.scope
    while scope.kind is ScopeKind.INNER and scope.parent is not None:
        scope = scope.parent
    unit = _within(place.unit, node.name, is_local=scope.kind is ScopeKind.FUNCTION)
    walked.units[id(node)] = unit
    return unit


def _type_parameters(node: ast.AST) -> "tuple[ast.AST, ...]":
    """The type parameters of a definition (Python 3.12); they have a scope of their own around it."""
    return tuple(getattr(node, "type_params", ()))


def _function(
    node: "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda", place: Place, walked: Walk
) -> "Iterator[tuple[ast.AST, Place]]":
    outer = place._replace(is_handed=False)
    if not isinstance(node, ast.Lambda):
        outer = outer._replace(unit=_unit(node, place, walked))
        yield from ((decorator, outer) for decorator in node.decorator_list)
    if _type_parameters(node):
        outer = outer._replace(scope=_open(ScopeKind.INNER, outer.scope, walked))
        yield from ((parameter, outer) for parameter in _type_parameters(node))
    inner = outer._replace(scope=_open(ScopeKind.FUNCTION, outer.scope, walked), is_sure=True, is_type=False)
    bind_arguments(node.args, outer.scope, inner.scope)
    yield from _arguments(node.args, outer)
    if isinstance(node, ast.Lambda):
        yield node.body, inner._replace(is_handed=True)
        return
    if node.returns is not None:
        yield node.returns, outer._replace(is_type=True)
    yield from ((statement, inner) for statement in node.body)


def _arguments(arguments: ast.arguments, outer: Place) -> "Iterator[tuple[ast.AST, Place]]":
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if argument is not None and argument.annotation is not None:
            yield argument.annotation, outer._replace(is_type=True)
    for default in (*arguments.defaults, *arguments.kw_defaults):
        if default is not None:
            yield default, outer


def _class(node: ast.ClassDef, place: Place, walked: Walk) -> "Iterator[tuple[ast.AST, Place]]":
    outer = place._replace(unit=_unit(node, place, walked), is_handed=False)
    yield from ((decorator, outer) for decorator in node.decorator_list)
    if _type_parameters(node):
        outer = outer._replace(scope=_open(ScopeKind.INNER, outer.scope, walked))
        yield from ((parameter, outer) for parameter in _type_parameters(node))
    yield from ((base, outer) for base in (*node.bases, *node.keywords))
    inner = outer._replace(scope=_open(ScopeKind.CLASS, outer.scope, walked), is_sure=True)
    yield from ((statement, inner) for statement in node.body)


def _comprehension(
    node: "ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp", place: Place, walked: Walk
) -> "Iterator[tuple[ast.AST, Place]]":
    """The first iterable is evaluated outside, everything else inside."""
    outer = place._replace(is_handed=False, is_type=False)
    inner = outer._replace(scope=_open(ScopeKind.INNER, place.scope, walked))
    for index, generator in enumerate(node.generators):
        yield generator.target, inner
        yield generator.iter, inner if index else outer
        yield from ((test, inner) for test in generator.ifs)
    results = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
    yield from ((result, inner._replace(is_handed=True)) for result in results)


def _if(node: ast.If, place: Place, _walked: Walk) -> "Iterator[tuple[ast.AST, Place]]":
    """Imports below `if TYPE_CHECKING:` are never run; whether the name means that is seen later."""
    branch = place._replace(is_sure=False, is_handed=False)
    yield node.test, branch
    name = node.test.attr if isinstance(node.test, ast.Attribute) else getattr(node.test, "id", "")
    guarded = branch._replace(guard=node.test) if name == "TYPE_CHECKING" else branch
    yield from ((statement, guarded) for statement in node.body)
    yield from ((statement, branch) for statement in node.orelse)


def _typed(node: "ast.AnnAssign | ast.ExceptHandler", place: Place, _walked: Walk) -> "Iterator[tuple[ast.AST, Place]]":
    plain = place._replace(is_handed=False)
    hint = node.type if isinstance(node, ast.ExceptHandler) else node.annotation
    for child in children(node):
        yield child, plain._replace(is_type=True) if child is hint else plain


def _formatted(node: ast.expr, place: Place, _walked: Walk) -> "Iterator[tuple[ast.AST, Place]]":
    """Where a replacement field stands was told wrong before Python 3.12; so the f-string's own start is reported."""
    return _same(node, place if place.anchor else place._replace(anchor=node))


def _statement(node: ast.Expr, place: Place, _walked: Walk) -> "Iterator[tuple[ast.AST, Place]]":
    """A docstring is never evaluated."""
    return iter(()) if isinstance(node.value, ast.Constant) else _same(node, place._replace(is_handed=False))


def _walrus(node: ast.NamedExpr, place: Place, _walked: Walk) -> "Iterator[tuple[ast.AST, Place]]":
    """`bind` knows where the target belongs."""
    yield node.value, place._replace(is_type=False, is_handed=False)


def _run(node: ast.AST, place: Place, _walked: Walk) -> "Iterator[tuple[ast.AST, Place]]":
    """What stands below a call is run, in an annotation too."""
    return _same(node, _handed(node, place)._replace(is_type=False))


_SPECIAL: "dict[type[ast.AST], Callable[[Any, Place, Walk], Iterator[tuple[ast.AST, Place]]]]" = {
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.Lambda: _function,
    ast.ClassDef: _class,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.JoinedStr: _formatted,
    ast.If: _if,
    ast.AnnAssign: _typed,
    ast.ExceptHandler: _typed,
    ast.Expr: _statement,
    ast.NamedExpr: _walrus,
    ast.Call: _run,
    ast.Await: _run,
}
_TEMPLATE: "type[ast.AST] | None" = getattr(ast, "TemplateStr", None)  # Python 3.14
if _TEMPLATE is not None:
    _SPECIAL[_TEMPLATE] = _formatted
