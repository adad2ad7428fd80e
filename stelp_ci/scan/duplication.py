"""A new function that does, step by step, what a function of the project already does, under other names. Pure.

Compared are syntax trees without names of parameters and locals, docstrings and annotations.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stelp_ci.model.change import Unreadable
from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.analyser import View
from stelp_ci.scan.hit import Hit, Rule, place_in
from stelp_ci.scan.source import Source
from stelp_ci.scan.sources import Side, changed_sources

NAME = "duplication"

LEAST_NODES = 30
"""Nodes of a body below which two functions may be alike by chance."""

MOST_FILES = 3000
"""Files of the project that are compared with; beyond that the finding says how many were not."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class _Known(NamedTuple):
    path: str
    line: int
    name: str


def look(view: View) -> Iterator[Hit]:
    """Functions of the change that the project has elsewhere. The base has none: what it repeats is its own affair."""
    if view.side is Side.BASE:
        return
    added = [
        (source, node)
        for source in changed_sources(view.job.change, view.sources, Side.HEAD)
        for node in _new(source, view)
    ]
    if not added:
        return
    known, left_out = _known(view, {shape for _, node in added if (shape := shape_of(node))})
    for source, node in added:
        shape = shape_of(node)
        others = [one for one in known.get(shape, ()) if (one.path, one.line) != (source.path, node.lineno)]
        if shape and others:
            yield _hit(source, node, others[0], left_out)


def _new(source: Source, view: View) -> Iterator[Function]:
    """Functions with at least half of their lines written by the change."""
    file = view.job.change.file(source.path)
    added = file.added_lines if file else frozenset[int]()
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if sum(line in added for line in lines) * 2 >= len(lines):
                yield node


def shape_of(node: Function) -> str:
    """What two functions have in common that do the same; empty where there is too little to compare."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if sum(1 for one in body for _ in ast.walk(one)) < LEAST_NODES:
        return ""
    renamed = _Renaming(node)
    text = "\n".join(ast.dump(renamed.visit(ast.parse(ast.unparse(one)))) for one in body)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


class _Renaming(ast.NodeTransformer):
    """Parameters and locals in the order in which they come up; annotations are dropped."""

    def __init__(self, node: Function) -> None:
        own = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
        stored = {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        self._own = own | stored
        self._numbers: dict[str, str] = {}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self._own:
            return node
        number = self._numbers.setdefault(node.id, f"v{len(self._numbers)}")
        return ast.Name(number, node.ctx)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is None:
            return ast.Pass()
        return ast.Assign([self.visit(node.target)], self.visit(node.value), lineno=node.lineno)


def _known(view: View, shapes: set[str]) -> tuple[dict[str, list[_Known]], int]:
    """The functions of the head's tree that have one of the shapes, and how many files were not compared."""
    names = sorted(name for name in view.sources.names(Side.HEAD) if name.endswith(".py"))
    found: dict[str, list[_Known]] = {}
    for name in names[:MOST_FILES]:
        for shape, one in _shapes(view, name):
            if shape in shapes:
                found.setdefault(shape, []).append(one)
    return found, max(0, len(names) - MOST_FILES)


def _shapes(view: View, name: str) -> Iterable[tuple[str, _Known]]:
    source = view.sources.python(Side.HEAD, name)
    if source is None or isinstance(source, Unreadable):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            yield shape_of(node), _Known(name, node.lineno, node.name)


def _hit(source: Source, node: Function, other: _Known, left_out: int) -> Hit:
    more = f" ({left_out} files were not compared)" if left_out else ""
    message = f"`{node.name}` does what `{other.name}` in {other.path}:{other.line} already does{more}"
    rule = Rule("duplicate-function", Severity.LOW, Confidence.HIGH, message, (1041,), f"call `{other.name}`")
    return Hit(rule, place_in(source, node.lineno, end_line=node.end_lineno))
