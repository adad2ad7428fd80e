"""Which fault to put into what runs when a module is imported: its level, class bodies, decorators, computed defaults.

No function can be swapped for these: each is tried where the project is imported anew.
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.model.change import Change
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.source import Runnable
from stelp_ci.model.syntax import SourceError, parse_source
from stelp_ci.probe.modules import module_name
from stelp_ci.probe.mutants.arid import arid_nodes
from stelp_ci.probe.mutants.operators import Edit, edits, without_decorator
from stelp_ci.probe.mutants.plan import LineEdit
from stelp_ci.probe.survey.functions import FunctionNode, first_line

MAX_FAULTS = 5
"""Faults in one unit; each costs an import of the project and a run of its tests."""

MODULE = "<module>"
_MOST_RANK = 6
"""Higher ranks leave out what is assigned: a missing constant is noticed by the import, not by a test."""


class Owner(NamedTuple):
    """The unit that a fault is told of: its qualified name, and the line where it begins (1 for the module level)."""

    unit: str
    line: int

    def inside(self, node: FunctionNode | ast.ClassDef) -> "Owner":
        """The unit that `node` defines in this one."""
        return Owner(node.name if self.unit == MODULE else f"{self.unit}.{node.name}", first_line(node))


class ImportedFault(NamedTuple):
    """One fault in the file at `path`: `edit` counts in bytes of the whole file."""

    path: str
    owner: Owner
    edit: LineEdit
    before: str
    after: str


def plan_imported(change: Change, head: Runnable) -> list[ImportedFault]:
    """At most one fault for each changed line outside of tests that runs at the import, the likeliest to matter."""
    files = (file for file in change.files if file.is_python and file.role is FileRole.SOURCE and file.head_path)
    named = [(file.head_path or "", frozenset(file.added_lines)) for file in files]
    importable = [(path, added) for path, added in named if added and module_name(path, head.import_paths)]
    return [fault for path, added in importable for fault in _in_file(path, added, head)]


def _in_file(path: str, added: frozenset[int], head: Runnable) -> Iterator[ImportedFault]:
    try:
        source = (head.source / path).read_bytes()
        syntax = parse_source(source)
        source.decode()
    except (OSError, UnicodeDecodeError, SourceError):
        return
    if syntax.line_of is not None:
        return
    lines = source.split(b"\n")
    arid = arid_nodes(syntax.tree)
    found = [
        (owner, edit)
        for statement in syntax.tree.body
        for owner, node in _running(statement, Owner(MODULE, 1))
        for edit in _edits(node, lines)
        if edit.line in added and edit.line not in arid and edit.rank <= _MOST_RANK
    ]
    yield from _chosen(path, found, lines)


def _chosen(path: str, found: list[tuple[Owner, Edit]], lines: list[bytes]) -> Iterator[ImportedFault]:
    """One a line, and the first `MAX_FAULTS` lines of a unit."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    best: dict[int, tuple[Owner, Edit]] = {}
    for owner, edit in sorted(found, key=lambda row: (row[1].rank, row[1].line, row[1].column)):
        best.setdefault(edit.line, (owner, edit))
    taken: dict[Owner, int] = {}
    for _, (owner, edit) in sorted(best.items()):
        taken[owner] = taken.get(owner, 0) + 1
        if taken[owner] <= MAX_FAULTS:
            start, end = starts[edit.line - 1] + edit.column, starts[edit.end_line - 1] + edit.end_column
            yield ImportedFault(path, owner, LineEdit(edit.line, start, end, edit.text), edit.before, edit.after)


class _Decorator(NamedTuple):
    """Stands for `@` with what follows it."""

    expression: ast.expr


def _running(node: ast.AST, owner: Owner) -> Iterator[tuple[Owner, ast.AST | _Decorator]]:
    """What runs at the import, with the unit it belongs to: nothing of a function but what stands around its body."""
    if isinstance(node, FunctionNode | ast.ClassDef):
        inner = owner.inside(node)
        for decorator in node.decorator_list:
            yield inner, _Decorator(decorator)
        around = _around(node) if isinstance(node, FunctionNode) else node.body
        for child in (*node.decorator_list, *around):
            yield from _running(child, inner)
        return
    if isinstance(node, ast.JoinedStr | ast.pattern | ast.Lambda) or _is_of_the_module(node):
        return
    yield owner, node
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownVariableType]
        for child in children if name != "annotation" else ():  # pyright: ignore[reportUnknownVariableType]
            if isinstance(child, ast.AST) and not _is_name_of_a_call(node, child):
                yield from _running(child, owner)


def _around(node: FunctionNode) -> list[ast.expr]:
    """The default values that are computed: literals are swapped without an import."""
    values = (*node.args.defaults, *node.args.kw_defaults)
    return [value for value in values if value is not None and not isinstance(value, ast.Constant)]


def _is_of_the_module(node: ast.AST) -> bool:
    """`__all__ = ...` and the like speak of the module, not of what it does."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return any(isinstance(one, ast.Name) and one.id.startswith("__") for one in targets)


def _is_name_of_a_call(node: ast.AST, child: ast.AST) -> bool:
    """The first text in `TypeVar("T")`, `getLogger("x")`: a name for readers."""
    text = isinstance(child, ast.Constant) and isinstance(child.value, str)
    return isinstance(node, ast.Call) and text and bool(node.args) and node.args[0] is child


def _edits(node: ast.AST | _Decorator, lines: list[bytes]) -> Iterator[Edit]:
    return without_decorator(node.expression, lines) if isinstance(node, _Decorator) else edits(node, lines)
