"""The functions, methods, classes and module level of one file. Pure."""

import ast
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, cast

from stelp_ci.change.fingerprint import Fingerprint, Fingerprints, UnitNode
from stelp_ci.model.change import Span, Unit, UnitKind, Unreadable
from stelp_ci.model.syntax import SourceError, Syntax, parse_source

MODULE = "<module>"

MAX_UNITS = 20_000
"""Definitions in one file: more are not a program that anybody reads."""


_SIMPLE = (
    ast.Expr,
    ast.Assign,
    ast.AnnAssign,
    ast.AugAssign,
    ast.Return,
    ast.Import,
    ast.ImportFrom,
    ast.Raise,
    ast.Assert,
    ast.Pass,
    ast.Delete,
    ast.Global,
    ast.Nonlocal,
    ast.Break,
    ast.Continue,
)
"""Statements that hold no others. Whatever is not listed, such as a statement of a later Python, is looked into."""


class ParsedUnit(NamedTuple):
    """A unit with its syntax tree."""

    unit: Unit
    node: UnitNode | ast.Module
    fingerprints: Fingerprints

    @property
    def own(self) -> Fingerprint:
        """What tells this unit from others, without what is nested in it."""
        return self.fingerprints.own(self.node)

    @property
    def whole(self) -> Fingerprint:
        """What tells this unit from others, with all that is nested in it."""
        return self.fingerprints.whole(self.node)


class ParsedFile(NamedTuple):
    """One version of a file; the module level is the first of `units`, the others follow in source order."""

    syntax: Syntax
    units: tuple[ParsedUnit, ...]

    def text_of(self, unit: Unit) -> tuple[str, ...]:
        """The lines of the unit."""
        return self.syntax.lines[unit.span.start - 1 : unit.span.end]


def parse_units(path: str, source: bytes) -> tuple[Unit, ...] | Unreadable:
    """The units of a file in source order, the module level first, or why there are none. Never raises."""
    try:
        return tuple(parsed.unit for parsed in parse_file(path, source).units)
    except SourceError as error:
        return error.unreadable


def parse_file(path: str, source: bytes) -> ParsedFile:
    """Parse one version of a file and find its units. Raises `SourceError` if it has no syntax tree."""
    syntax = parse_source(source)
    last = len(syntax.lines) - (syntax.lines[-1] == "")
    module = Unit(path=path, qualname=MODULE, kind=UnitKind.MODULE, span=Span(start=1, end=max(last, 1)))
    seen: Counter[str] = Counter()
    fingerprints = Fingerprints()
    units = [ParsedUnit(module, syntax.tree, fingerprints)]
    for place in _places(syntax.tree):
        unit = _unit(path, place, syntax, seen[place.qualname])
        units.append(ParsedUnit(unit, place.node, fingerprints))
        seen[place.qualname] += 1
        if len(units) > MAX_UNITS:
            raise SourceError(f"the file has more than {MAX_UNITS} definitions", unit.span.start)
    return ParsedFile(syntax, tuple(units))


class _Place(NamedTuple):
    """A definition and where it stands: directly in a class, or anywhere else."""

    node: UnitNode
    qualname: str
    in_class: bool


class _Scope(NamedTuple):
    """A node whose children are looked at, with what their names begin with."""

    node: ast.AST
    prefix: str
    in_class: bool


def _places(tree: ast.Module) -> Iterator[_Place]:
    """Every definition in source order, whatever statement it stands in. Iterative: hostile trees are deep."""
    stack = [_Scope(tree, "", in_class=False)]
    while stack:
        scope = stack.pop()
        if isinstance(scope.node, UnitNode):
            place = _Place(scope.node, scope.prefix + scope.node.name, scope.in_class)
            yield place
            scope = _inside(place)
        stack.extend(scope._replace(node=child) for child in reversed(_statements(scope.node)))


def _inside(place: _Place) -> _Scope:
    if isinstance(place.node, ast.ClassDef):
        return _Scope(place.node, f"{place.qualname}.", in_class=True)
    return _Scope(place.node, f"{place.qualname}.<locals>.", in_class=False)


def _statements(node: ast.AST) -> list[ast.AST]:
    """The statements directly below a node, and the handlers and cases that hold more of them."""
    children: list[ast.AST] = []
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        value: object = getattr(node, field, None)
        if isinstance(value, list):
            items = cast("list[ast.AST]", value)
            children.extend(item for item in items if not isinstance(item, _SIMPLE))
    return children


def _unit(path: str, place: _Place, syntax: Syntax, occurrence: int) -> Unit:
    node = place.node
    start = _first_line(node, syntax)
    return Unit(
        path=path,
        qualname=place.qualname,
        kind=_kind(place),
        span=Span(start=start, end=max(start, syntax.git_line(node.end_lineno or node.lineno))),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        occurrence=occurrence,
    )


def _kind(place: _Place) -> UnitKind:
    if isinstance(place.node, ast.ClassDef):
        return UnitKind.CLASS
    return UnitKind.METHOD if place.in_class else UnitKind.FUNCTION


def _first_line(node: UnitNode, syntax: Syntax) -> int:
    """The line of the first `@`, or of `def`.

    NOTE: the tree knows the decorator's expression, which may begin below its `@(`.
    """
    if not node.decorator_list:
        return syntax.git_line(node.lineno)
    line = syntax.git_line(node.decorator_list[0].lineno)
    at = line
    while at > 1 and "@" not in syntax.lines[at - 1]:
        at -= 1
    return at if "@" in syntax.lines[at - 1] else line
