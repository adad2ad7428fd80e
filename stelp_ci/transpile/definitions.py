"""Definitions by which a value decides what it equals, and writes that change what an object or module is."""

import ast
from collections.abc import Iterable

from .capabilities import is_of_others
from .capability import Capability
from .finder import Finder
from .named import COMPARISONS, HOOK, STORED
from .scope import ScopeKind
from .walk import Place

MODULES = "sys.modules"


def function(node: "ast.FunctionDef | ast.AsyncFunctionDef", place: Place, finder: Finder) -> None:
    """A comparison method, told apart where it answers the same whatever it is compared with; a hook of pytest."""
    if node.name.startswith(HOOK) and place.scope.kind is not ScopeKind.FUNCTION:
        finder.add(Capability.TEST_FRAMEWORK, node.name, node, place._replace(unit=finder.units[id(node)]))
    if node.name in COMPARISONS and place.scope.kind is ScopeKind.CLASS:
        what = f"{node.name}:constant" if _answers_always(node.body) else node.name
        finder.add(Capability.EQUALITY, what, node, place._replace(unit=finder.units[id(node)]))


def assignment(node: "ast.Assign | ast.AnnAssign", _place: Place, finder: Finder) -> None:
    """Remember what the targets get; the targets themselves are judged below."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if isinstance(node.value, ast.Lambda) and isinstance(node.value.body, ast.Constant):
            finder.constant.add(id(target))
        name = target.id if isinstance(target, ast.Name) else None
        if name == "__hash__" and isinstance(node.value, ast.Constant) and node.value.value is None:
            finder.quiet.add(id(target))  # `__hash__ = None`: Python's own way to say "not hashable"


def stored_name(node: ast.Name, place: Place, finder: Finder) -> None:
    """`__eq__ = ...` in a class body."""
    if node.id in COMPARISONS and place.scope.kind is ScopeKind.CLASS and id(node) not in finder.quiet:
        finder.add(Capability.EQUALITY, _named(node.id, node, finder), node, place)


def stored_attribute(node: ast.Attribute, origins: frozenset[str], place: Place, finder: Finder) -> None:
    """`C.__eq__ = ...`, `f.__code__ = ...`, and a module's attribute replaced (`time.time = ...`)."""
    if node.attr in COMPARISONS:
        finder.add_attribute(Capability.EQUALITY, _named(node.attr, node, finder), node, place)
    if node.attr in STORED:
        finder.add_attribute(STORED[node.attr], node.attr, node, place)
    for origin in origins:
        finder.add(Capability.REFLECTION, origin.removeprefix("builtins."), node, place)
    patched(node, origins, place, finder)


def patched(node: ast.AST, origins: "Iterable[str]", place: Place, finder: Finder) -> None:
    """What is written to stands in a library, or among the tests: from here on it is not what its users think."""
    for origin in origins:
        if is_of_others(origin):
            finder.add(Capability.PATCHING, origin.removeprefix("builtins."), node, place)


def loaded(table: ast.expr, key: ast.expr, node: ast.AST, place: Place, finder: Finder) -> None:
    """`sys.modules[name]`, where nobody knows the name and it is not the module's own."""
    own = (getattr(key, "id", None), getattr(key, "attr", None))
    if MODULES not in finder.origins.of(table, place.scope) or {"__name__", "__module__", "__package__"} & {*own}:
        return
    if finder.origins.text(key, place.scope) is None:
        finder.add(Capability.TEST_FRAMEWORK, MODULES, node, place)


def mapping(node: ast.Dict, place: Place, finder: Finder) -> None:
    """`{"__eq__": ...}`: the body of a class that `type` makes."""
    for key in node.keys:
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value in COMPARISONS:
            finder.add(Capability.EQUALITY, key.value, key, place)


def _named(name: str, node: ast.AST, finder: Finder) -> str:
    return f"{name}:constant" if id(node) in finder.constant else name


def _answers_always(body: "list[ast.stmt]") -> bool:
    """Whether a body, its docstring aside, does nothing but return a constant other than NotImplemented."""
    rest = [statement for statement in body if not _is_constant(statement)]
    if len(rest) != 1 or not isinstance(rest[0], ast.Return):
        return False
    return rest[0].value is None or isinstance(rest[0].value, ast.Constant)


def _is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )
