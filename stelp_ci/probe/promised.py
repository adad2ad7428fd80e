"""The test functions that a syntax tree promises: the authority that collected ids must refine.

None may be missing and none invented. Collected ids come from the process that ran the code, and can be forged; the
trees were read outside it.
"""

import ast
from typing import NamedTuple

from stelp_ci.model.change import Unreadable
from stelp_ci.model.syntax import parse
from stelp_ci.probe.naming import Naming

_Scope = ast.Module | ast.ClassDef
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Promise(NamedTuple):
    """What one test file promises.

    `sure` are ids that pytest must collect (`path::Class::test`), `possible` those it may (conditional definitions,
    names bound by import or assignment, classes with a constructor). `open_scopes` hold what the tree does not show:
    classes that inherit, classes from elsewhere, and a module that imports all names of another.
    """

    sure: frozenset[str]
    possible: frozenset[str]
    open_scopes: frozenset[str]

    def explains(self, nodeid: str) -> bool:
        """Whether `nodeid`, its parameters stripped, refines something that the tree contains."""
        name = strip_parameters(nodeid)
        return name in self.sure or name in self.possible or any(one in self.open_scopes for one in _owners(name))


def _owners(name: str) -> list[str]:
    """`t.py::C::D::test_x` lies in `t.py::C::D`, `t.py::C` and `t.py`."""
    parts = name.split("::")
    return ["::".join(parts[:end]) for end in range(len(parts) - 1, 0, -1)]


def strip_parameters(nodeid: str) -> str:
    """`tests/t.py::C::test_x[a-1]` without `[a-1]`; the path may contain brackets, the name may not."""
    path, separator, name = nodeid.partition("::")
    return path + separator + name.partition("[")[0]


def promise(path: str, source: bytes, naming: Naming) -> Promise:
    """What the test file `path` promises. A file without a tree promises nothing: it is judged elsewhere."""
    tree = parse(source)
    collector = _Collector(naming)
    if not isinstance(tree, Unreadable):
        collector.scope(tree, path, certain=True)
    return Promise(frozenset(collector.sure), frozenset(collector.possible), frozenset(collector.open_scopes))


class _Collector:
    """Walks modules and classes, as pytest does; functions are never entered."""

    def __init__(self, naming: Naming) -> None:
        self.naming = naming
        self.sure: set[str] = set()
        self.possible: set[str] = set()
        self.open_scopes: set[str] = set()

    def scope(self, scope: _Scope, prefix: str, *, certain: bool) -> None:
        last: dict[str, int] = {}
        bodies = _definitions(scope)
        for index, (node, _) in enumerate(bodies):
            if isinstance(node, _Function | ast.ClassDef):
                last[node.name] = index
        for index, (node, conditional) in enumerate(bodies):
            sure = certain and not conditional
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._function(node, prefix, certain=sure and last[node.name] == index)
                case ast.ClassDef():
                    self._class(node, prefix, certain=sure and last[node.name] == index)
                case _:
                    self._bound(node, prefix)

    def _function(self, node: _Function, prefix: str, *, certain: bool) -> None:
        if self.naming.is_test_function(node.name):
            plain = certain and not _is_unusual(node)
            (self.sure if plain else self.possible).add(f"{prefix}::{node.name}")

    def _bound(self, node: ast.stmt, prefix: str) -> None:
        """A test or a class of tests may come by such a name, and pytest collects it here, too."""
        for name in _bound_names(node):
            self.possible.add(f"{prefix}::{name}")
            self.open_scopes.add(prefix if name == "*" else f"{prefix}::{name}")

    def _class(self, node: ast.ClassDef, prefix: str, *, certain: bool) -> None:
        name = f"{prefix}::{node.name}"
        if node.bases:
            self.open_scopes.add(name)
        plain = self.naming.is_test_class(node.name) and not node.bases and not _refuses_collection(node)
        unittest = any(_dotted(base).rpartition(".")[2] == "TestCase" for base in node.bases)
        self.scope(node, name, certain=certain and (plain or unittest) and not _refuses_collection(node))


def _definitions(scope: _Scope) -> list[tuple[ast.stmt, bool]]:
    """Statements of a scope with those inside `if`, `try`, `with`, `for`, each with whether it is conditional."""
    found: list[tuple[ast.stmt, bool]] = []
    waiting: list[tuple[ast.stmt, bool]] = [(node, False) for node in reversed(scope.body)]
    while waiting:
        node, conditional = waiting.pop()
        found.append((node, conditional))
        if not isinstance(node, _Function | ast.ClassDef):
            waiting.extend((inner, True) for inner in reversed(_inner(node)))
    return found


def _inner(node: ast.stmt) -> list[ast.stmt]:
    """The statements directly inside a compound statement, those of its handlers and cases included."""
    inner: list[ast.stmt] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            inner.append(child)
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            inner.extend(child.body)
    return inner


def _bound_names(node: ast.stmt) -> list[str]:
    """Names that an import or an assignment binds: a test may come to its scope that way."""
    match node:
        case ast.Import() | ast.ImportFrom():
            return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
        case ast.Assign():
            return [target.id for target in node.targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case _:
            return []


def _is_unusual(node: _Function) -> bool:
    """A fixture, a property or the like: its name alone does not make it a test."""
    return any(_dotted(d).rpartition(".")[2] in {"fixture", "property", "overload"} for d in node.decorator_list)


def _refuses_collection(node: ast.ClassDef) -> bool:
    """A constructor or `__test__ = ...`: pytest will probably pass the class over."""
    return any(
        (isinstance(item, ast.FunctionDef) and item.name in {"__init__", "__new__"})
        or (isinstance(item, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__test__" for t in item.targets))
        for item in node.body
    )


def _dotted(node: ast.expr) -> str:
    """`a.b.c` for a chain of names, the called name for a call, empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Call):
            node = node.func
        else:
            parts.append(node.attr)
            node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
