"""Which dotted names an expression may stand for: imports, aliases and simple assignments followed, nothing run."""

import ast
import builtins
from collections.abc import Iterable

from .capabilities import canonical, is_known, is_listed, reach, returned
from .dotted import INSTANCES
from .fold import fold
from .scope import Binding, Scope
from .walk import Walk

_NONE: frozenset[str] = frozenset()
_NAMES = "<names>"
"""What `globals()` and `locals()` give back: a mapping of names to what they stand for."""
_BEHIND_ALL = 1 << 40
"""A line behind every binding."""
_MOST = 64
_LONGEST = 120
_DEEPEST = 40
_ROUNDS = 3
IMPORTERS = frozenset(("builtins.__import__", "importlib.import_module", "importlib.__import__"))
GETTERS = frozenset(("operator.attrgetter", "operator.methodcaller"))
ITEM_METHODS = frozenset(("get", "__getitem__", "pop", "setdefault"))
_BUILTINS = frozenset(dir(builtins))
_RESOLVED = (ast.Attribute, ast.Call, ast.Subscript, ast.NamedExpr, ast.IfExp, ast.BoolOp, ast.BinOp)
_JUDGED = frozenset(("type",))


class Origins:
    """Resolves expressions of one module. All names are canonical (see `capabilities.canonical`).

    Every node's answer is kept: hostile chains of calls would otherwise be followed again from each of their links.
    """

    def __init__(self, walked: Walk) -> None:
        self._answers: dict[int, frozenset[str]] = {}
        bindings = [(scope, name, found) for scope in walked.scopes for name, found in scope.bindings.items()]
        for _ in range(_ROUNDS):  # an alias of an alias that is bound further down needs a round of its own
            self._answers.clear()
            for scope, name, found in bindings:
                known = scope.known.get(name, _NONE).union(*(self._bound(binding) for binding in found))
                if known:
                    scope.known[name] = _bounded(known)
        self._answers.clear()
        for node, place in reversed(walked.nodes):  # children first, so that no answer is cut off at `_DEEPEST`
            if isinstance(node, _RESOLVED):
                self.of(node, place.scope)

    def _bound(self, binding: Binding) -> frozenset[str]:
        if binding.dotted is not None:
            return frozenset((canonical(binding.dotted),))
        found = self.of(binding.value, binding.scope) if binding.value is not None else _NONE
        if binding.hint is not None:
            found |= self._hinted(binding)
        return found

    def _hinted(self, binding: Binding) -> frozenset[str]:
        """What an annotation promises, as far as the table has methods of it: `p: Path | None` is a path."""
        parts = ast.walk(binding.hint) if isinstance(binding.hint, (ast.BinOp, ast.Subscript)) else [binding.hint]
        names = (self.of(part, binding.scope) for part in parts if isinstance(part, (ast.Name, ast.Attribute)))
        return frozenset(INSTANCES[origin] for found in names for origin in found if origin in INSTANCES)

    def of(self, node: "ast.expr | None", scope: Scope, depth: int = 0) -> frozenset[str]:
        """What `node`, evaluated in `scope`, may stand for."""
        answer = self._answers.get(id(node))
        if answer is None and node is not None and depth < _DEEPEST:
            answer = self._answers[id(node)] = self._resolve(node, scope, depth + 1)
        return _NONE if answer is None else answer

    def _resolve(self, node: ast.expr, scope: Scope, depth: int) -> frozenset[str]:
        if isinstance(node, ast.Name):
            return self.name(node.id, scope, node.lineno)
        if isinstance(node, ast.Attribute):
            return attributes(self.of(node.value, scope, depth), node.attr)
        if isinstance(node, ast.Call):
            return self._called(node, scope, depth)
        if isinstance(node, ast.Subscript):
            return self._items(self.of(node.value, scope, depth), self.text(node.slice, scope), scope)
        return self._any_of(_alternatives(node), scope, depth)

    def _any_of(self, nodes: "Iterable[ast.expr]", scope: Scope, depth: int) -> frozenset[str]:
        return _bounded(_NONE.union(*(self.of(node, scope, depth) for node in nodes)))

    def name(self, name: str, scope: Scope, line: int) -> frozenset[str]:
        """What a name, used in `scope` on `line`, may stand for."""
        found = _NONE
        for place, is_own in scope.places(name):
            found |= place.known.get(name, _NONE)
            if place.settles(name, line, is_own=is_own):
                return found
            if place.stars and name not in place.bindings:
                found |= _starred(place, name)
        builtin = canonical(name if name == "__builtins__" else f"builtins.{name}")
        return found | {builtin} if is_known(builtin) or name in _JUDGED else found

    def text(self, node: "ast.expr | None", scope: Scope) -> "str | None":
        """The string that `node` always has, looking one name far."""
        if not isinstance(node, ast.Name):
            return fold(node)
        for place, _ in scope.places(node.id):
            found = place.bindings.get(node.id, [])
            if len(found) > _ROUNDS:
                return None
            if found:
                values = [binding.value for binding in found if binding.value is not None]
                return fold(values[0]) if len(values) == 1 else None
        return None

    def _called(self, node: ast.Call, scope: Scope, depth: int) -> frozenset[str]:
        first = node.args[0] if node.args else next((keyword.value for keyword in node.keywords), None)
        if isinstance(node.func, ast.Attribute) and node.func.attr in ITEM_METHODS and first is not None:
            items = self._items(self.of(node.func.value, scope, depth), self.text(first, scope), scope)
            if items:
                return items
        functions = self.of(node.func, scope, depth)
        if not functions:
            return self._got(node, first, scope, depth)
        return _NONE.union(*(self._result(function, node, first, (scope, depth)) for function in functions))

    def _result(
        self, function: str, node: ast.Call, first: "ast.expr | None", where: "tuple[Scope, int]"
    ) -> frozenset[str]:
        scope, depth = where
        if function in IMPORTERS:
            return _imported(function, self.text(first, scope))
        if function == "builtins.getattr" and len(node.args) > 1:
            name = self.text(node.args[1], scope)
            return attributes(self.of(first, scope, depth), name) if name else _NONE
        if function == "builtins.vars" and first is not None:
            return attributes(self.of(first, scope, depth), "__dict__")
        if function in ("builtins.globals", "builtins.locals", "builtins.vars"):
            return frozenset((_NAMES,))
        found = returned(function)
        return _NONE if found is None else frozenset((found,))

    def _got(self, node: ast.Call, first: "ast.expr | None", scope: Scope, depth: int) -> frozenset[str]:
        """`attrgetter("system")(os)` and `methodcaller("system", "ls")(os)`."""
        maker = node.func
        if not isinstance(maker, ast.Call) or not maker.args or not GETTERS & self.of(maker.func, scope, depth):
            return _NONE
        found = self.of(first, scope, depth)
        for name in (self.text(maker.args[0], scope) or "").split("."):
            found = attributes(found, name)
        return found

    def _items(self, holders: frozenset[str], key: "str | None", scope: Scope) -> frozenset[str]:
        if key is None or not holders:
            return _NONE
        found: set[str] = set()
        for holder in holders:
            if holder == _NAMES:
                found |= self.name(key, scope, _BEHIND_ALL)
            elif holder == "sys.modules":
                found.add(canonical(key))
            elif holder == "builtins" or holder.endswith(".__dict__"):
                found.add(canonical(f"{holder.removesuffix('.__dict__')}.{key}"))
        return _bounded(found)


def attributes(holders: frozenset[str], name: str) -> frozenset[str]:
    """What the attribute `name` of any of `holders` may stand for."""
    if not holders:
        return _NONE
    longest = _LONGEST - len(name)
    return _bounded(canonical(f"{holder}.{name}") for holder in holders if len(holder) <= longest and holder != _NAMES)


def _alternatives(node: "ast.expr | None") -> "list[ast.expr]":
    """The operands one of which an expression comes to."""
    if isinstance(node, ast.NamedExpr):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return [node.left, node.right]  # of the names that the table knows, only paths can be divided
    return []


def _imported(function: str, name: "str | None") -> frozenset[str]:
    if not name or name.startswith("."):
        return _NONE
    is_top = function.endswith("__import__")
    return frozenset((canonical(name.partition(".")[0] if is_top else name),))


def _starred(scope: Scope, name: str) -> frozenset[str]:
    """What `name` is if a module imported with `*` has it; builtins stay what they are unless the table lists them."""
    candidates = frozenset(canonical(f"{module}.{name}") for module in scope.stars)
    listed = frozenset(found for found in candidates if is_listed(found))
    return listed or frozenset(found for found in candidates if reach(found) and name not in _BUILTINS)


def _bounded(found: "Iterable[str]") -> frozenset[str]:
    """At most `_MOST` names, those of the table first: hostile source could make any number of them."""
    names = frozenset(found)
    if len(names) <= _MOST:
        return names
    return frozenset(sorted(names, key=lambda name: (not is_known(name), name))[:_MOST])
