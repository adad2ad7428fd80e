"""The functions of one test file, each with whether pytest would collect it, and the marks that rest on it."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.probe.naming import Naming
from stelp_ci.probe.tamper.shape import dotted, last_name, truth

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Found(NamedTuple):
    """A function at module or class level: `name` is `Class::method`; `marks` are decorators, the classes' included."""

    name: str
    node: Function
    collected: bool
    marks: tuple[ast.expr, ...]


class _Scope(NamedTuple):
    body: list[ast.stmt]
    prefix: str
    collected: bool
    marks: tuple[ast.expr, ...]


def find_functions(tree: ast.Module, naming: Naming) -> dict[str, Found]:
    """By name; of two with one name the last one counts, as it does for Python."""
    found: dict[str, Found] = {}
    scopes = [_Scope(tree.body, "", collected=True, marks=())]
    while scopes:
        scope = scopes.pop()
        marks = (*scope.marks, *_pytestmark(scope.body))
        refused = _taken_back(scope.body)
        open_ = scope.collected and "__test__" not in refused
        for node, reached in _definitions(scope.body):
            name = f"{scope.prefix}{node.name}"
            here = open_ and reached and node.name not in refused
            own = (*marks, *node.decorator_list)
            if isinstance(node, ast.ClassDef):
                scopes.append(_Scope(node.body, f"{name}::", here and _is_test_class(node, naming), own))
            else:
                found[name] = Found(name, node, here and _is_test(node, naming), own)
    return found


def _definitions(body: list[ast.stmt]) -> Iterator[tuple[Function | ast.ClassDef, bool]]:
    """Definitions of one scope, those below `if`, `try` and `with` included; false where they are never reached."""
    waiting = [(node, True) for node in reversed(body)]
    while waiting:
        node, reached = waiting.pop()
        if isinstance(node, Function | ast.ClassDef):
            yield node, reached
            continue
        never = isinstance(node, ast.If) and truth(node.test) is False
        for field in ("body", "orelse", "handlers", "finalbody"):
            for child in reversed(getattr(node, field, [])):
                inner = child.body if isinstance(child, ast.ExceptHandler) else [child]
                waiting += [(one, reached and not (never and field == "body")) for one in inner]


def _is_test(node: Function, naming: Naming) -> bool:
    marks = {last_name(mark) for mark in node.decorator_list}
    return naming.is_test_function(node.name) and not marks & {"fixture", "property", "overload"}


def _is_test_class(node: ast.ClassDef, naming: Naming) -> bool:
    """A class with bases may be a TestCase under any name; a plain one needs the name, and no constructor."""
    if node.bases:
        return True
    constructed = any(isinstance(item, ast.FunctionDef) and item.name in {"__init__", "__new__"} for item in node.body)
    return naming.is_test_class(node.name) and not constructed


def _pytestmark(body: list[ast.stmt]) -> tuple[ast.expr, ...]:
    marks: list[ast.expr] = []
    for node in body:
        if isinstance(node, ast.Assign) and any(dotted(target) == "pytestmark" for target in node.targets):
            marks += node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
    return tuple(marks)


def _taken_back(body: list[ast.stmt]) -> set[str]:
    """Names that are bound to something else or deleted after they were defined; `__test__` where it is set false."""
    defined: set[str] = set()
    gone: set[str] = set()
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                defined.add(name)
                gone.discard(name)
            case ast.Assign(targets=targets, value=value):
                gone |= {_test_switch(target) for target in targets if truth(value) is False} - {""}
                gone |= {dotted(target) for target in targets} & defined
            case ast.Delete(targets=targets):
                gone |= {dotted(target) for target in targets} & defined
            case _:
                pass
    return gone


def _test_switch(target: ast.expr) -> str:
    """`test_x` for `test_x.__test__ = False`, `__test__` for the scope's own switch."""
    owner, _, last = dotted(target).rpartition(".")
    return (owner or last) if last == "__test__" else ""
