"""The rules: what each kind of node says about capabilities."""

import ast
import re
from collections.abc import Callable
from typing import Any

from .calls import call
from .capabilities import canonical, reach
from .capability import Capability
from .definitions import MODULES, assignment, function, loaded, mapping, patched, stored_attribute, stored_name
from .finder import Finder
from .named import ATTRIBUTES, SENTINELS, TEST_MODULES
from .walk import Place

_TYPE_CHECKING = frozenset(("typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"))
_ALL_OF_A_MAPPING = frozenset(("items", "values", "copy", "popitem"))
_FIELD = re.compile(r"\{[^{}]*\.(" + "|".join(sorted(ATTRIBUTES)) + r")(?![A-Za-z0-9_])")


def judge(node: ast.AST, place: Place, finder: Finder) -> None:
    """Report what `node` by itself uses; its children are judged on their own."""
    rule = _RULES.get(type(node))
    if rule is not None:
        rule(node, place, finder)


def _name(node: ast.Name, place: Place, finder: Finder) -> None:
    if not isinstance(node.ctx, ast.Load):
        stored_name(node, place, finder)
    elif not place.is_type and id(node) not in finder.quiet:
        finder.report(finder.origins.name(node.id, place.scope, node.lineno), node, place)
    if node.id == "__builtins__":
        finder.add(Capability.REFLECTION, node.id, node, place)


def _attribute(node: ast.Attribute, place: Place, finder: Finder) -> None:
    """A chain is judged as a whole at its last attribute; the names in it are judged one by one."""
    origins = finder.origins.of(node, place.scope)
    is_chain_end = id(node) not in finder.quiet
    if isinstance(node.value, (ast.Name, ast.Attribute)):
        finder.quiet.add(id(node.value))
    if place.is_type:
        return
    if not isinstance(node.ctx, ast.Load):
        stored_attribute(node, origins, place, finder)
    if node.attr in _ALL_OF_A_MAPPING and MODULES in finder.origins.of(node.value, place.scope):
        finder.add(Capability.TEST_FRAMEWORK, MODULES, node, place)
    if is_chain_end:
        finder.report(origins, node, place)
    finder.name_rules(node.attr, node, place, is_known=bool(origins))


def _subscript(node: ast.Subscript, place: Place, finder: Finder) -> None:
    if place.is_type:
        return
    origins = finder.origins.of(node, place.scope)
    finder.report(origins, node, place)
    if not isinstance(node.ctx, ast.Load):
        patched(node, origins, place, finder)
    loaded(node.value, node.slice, node, place, finder)


def _constant(node: ast.Constant, place: Place, finder: Finder) -> None:
    """Strings that betray a look for the test framework, and format fields that walk to frames or globals."""
    if not isinstance(node.value, str):
        return
    for sentinel in SENTINELS:
        if sentinel in node.value:
            finder.add(Capability.TEST_FRAMEWORK, sentinel, node, place)
    if "{" in node.value:
        for match in _FIELD.finditer(node.value):
            finder.add(ATTRIBUTES[match[1]], match[1], node, place)


def _compare(node: ast.Compare, place: Place, finder: Finder) -> None:
    """`"pytest" in sys.modules`."""
    operands = [node.left, *node.comparators]
    names = TEST_MODULES & {finder.origins.text(operand, place.scope) or "" for operand in operands}
    if names and any("sys.modules" in finder.origins.of(operand, place.scope) for operand in operands):
        finder.add(Capability.TEST_FRAMEWORK, min(names), node, place)


def _class_pattern(node: ast.MatchClass, place: Place, finder: Finder) -> None:
    """`case object(__globals__=found)` reads an attribute without naming it in an expression."""
    for name in node.kwd_attrs:
        finder.name_rules(name, node, place, is_known=False)


def _import(node: ast.Import, place: Place, finder: Finder) -> None:
    for alias in node.names:
        _imported(alias.name, alias, place, finder)


def _import_from(node: ast.ImportFrom, place: Place, finder: Finder) -> None:
    for alias in node.names:
        if not node.level and node.module:
            _imported(node.module if alias.name == "*" else f"{node.module}.{alias.name}", alias, place, finder)


def _imported(dotted: str, alias: ast.alias, place: Place, finder: Finder) -> None:
    """Imports for the type checker alone are not run, if the guard around them is the real one."""
    if place.guard is not None and (finder.origins.of(place.guard, place.scope) or {""}) <= _TYPE_CHECKING:
        return
    reached = reach(canonical(dotted))
    if reached is not None:
        finder.report([canonical(dotted)], alias, place._replace(anchor=None))


_RULES: "dict[type[ast.AST], Callable[[Any, Place, Finder], None]]" = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Constant: _constant,
    ast.Compare: _compare,
    ast.MatchClass: _class_pattern,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Call: call,
    ast.FunctionDef: function,
    ast.AsyncFunctionDef: function,
    ast.Assign: assignment,
    ast.AnnAssign: assignment,
    ast.Dict: mapping,
}
