"""Calls whose arguments decide what they are: attribute access by string, imports by string, classes from parts."""

import ast

from .capability import Capability
from .definitions import loaded, patched
from .finder import Finder
from .named import COMPARISONS, STORED
from .origin import GETTERS, IMPORTERS, ITEM_METHODS, attributes
from .walk import Place

_ACCESS = frozenset(("builtins.getattr", "builtins.setattr", "builtins.delattr"))
_YAML = frozenset(("yaml.load", "yaml.load_all"))
_SAFE_LOADERS = frozenset(("SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"))
_CLASS_PARTS = 3


def call(node: ast.Call, place: Place, finder: Finder) -> None:
    """Judge a call by its arguments; what is called is judged as a name of its own unless this says all there is."""
    functions = finder.origins.of(node.func, place.scope)
    if functions & _ACCESS:
        _access(node, functions, place, finder)
    if functions & GETTERS:
        _getter(node, place, finder)
    if functions and functions <= _YAML and _loads_safely(node):
        finder.quiet.add(id(node.func))
    if "builtins.type" in functions and len(node.args) == _CLASS_PARTS:
        finder.add(Capability.REFLECTION, "type", node, place)
    _looked_up(node, place, finder)
    if functions & IMPORTERS or _takes_item(node.func) or isinstance(node.func, ast.Call):
        finder.report(finder.origins.of(node, place.scope), node, place)


def _looked_up(node: ast.Call, place: Place, finder: Finder) -> None:
    """`sys.modules.get(name)`, where nobody knows the name: any loaded module, the test framework among them."""
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in ITEM_METHODS and node.args:
        loaded(function.value, node.args[0], node, place, finder)


def _takes_item(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr in ITEM_METHODS


def _access(node: ast.Call, functions: frozenset[str], place: Place, finder: Finder) -> None:
    """`getattr(x, "name")` is `x.name` and says no more, unless the name is computed or `x.name` is in the table."""
    target = node.args[0] if node.args else None
    written = node.args[1] if len(node.args) > 1 else None
    holders = finder.origins.of(target, place.scope)
    finder.quiet.add(id(target))
    name = finder.origins.text(written, place.scope)
    if name is None:
        return
    found = attributes(holders, name)
    is_found = finder.report(found, node, place._replace(is_handed=False))
    is_stored = "builtins.getattr" not in functions
    if is_stored:
        patched(node, found, place, finder)
    finder.name_rules(name, node, place, is_known=bool(found))
    if is_stored and (name in COMPARISONS or name in STORED):
        capability = STORED.get(name, Capability.EQUALITY)
        finder.add(capability, name, node, place)
    if isinstance(written, ast.Constant) and not is_found and not (is_stored and found):
        finder.quiet.add(id(node.func))


def _getter(node: ast.Call, place: Place, finder: Finder) -> None:
    """`attrgetter("a.b")`: every name is an attribute; `methodcaller("name", ...)`: the first argument is."""
    names = [finder.origins.text(argument, place.scope) for argument in node.args]
    for name in names:
        for part in (name or "").split("."):
            finder.name_rules(part, node, place, is_known=False)
    if all(isinstance(argument, ast.Constant) for argument in node.args[:1]) and names and names[0] is not None:
        finder.quiet.add(id(node.func))


def _loads_safely(node: ast.Call) -> bool:
    loaders = [keyword.value for keyword in node.keywords if keyword.arg == "Loader"] or node.args[1:2]
    names = [getattr(loader, "attr", getattr(loader, "id", "")) for loader in loaders]
    return bool(names) and all(name in _SAFE_LOADERS for name in names)
