"""The changed functions, with their syntax trees: what coverage, differential and mutants speak of."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from stelp_ci.model.change import Change, ChangedUnit, FileChange, Unit, UnitKind
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.source import Runnable
from stelp_ci.model.syntax import SourceError, Syntax, parse_source
from stelp_ci.probe.modules import module_name

MAX_FUNCTIONS = 20
"""Functions of one change that are looked at; the others are said to be not assessed."""

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Version(NamedTuple):
    """A function as one side has it: `top` is the statement of the module that holds it."""

    source: bytes
    node: FunctionNode
    top: ast.stmt


class ChangedFunction(NamedTuple):
    """One function or method that the head wrote or changed. `head` is None where it cannot be read: `unread` says why.

    `added` are the lines of the head that the change wrote. `module` is empty where its file is not importable.
    """

    file: FileChange
    changed: ChangedUnit
    unit: Unit
    module: str
    added: frozenset[int]
    head: Version | None
    unread: str = ""


def changed_functions(change: Change, head: Runnable) -> list[ChangedFunction]:
    """All of them outside of tests, in the order of the change."""
    found: list[ChangedFunction] = []
    for file, changed, unit in _units(change):
        too_many = f"after {MAX_FUNCTIONS} others" if len(found) >= MAX_FUNCTIONS else ""
        version = None if too_many else read_version(head.source / unit.path, unit)
        unread = too_many or (version if isinstance(version, str) else "")
        module = module_name(unit.path, head.import_paths) or ""
        added = frozenset(line for line in file.added_lines if line in unit.span)
        read = version if isinstance(version, Version) else None
        found.append(ChangedFunction(file, changed, unit, module, added, read, unread))
    return found


def read_version(path: Path, unit: Unit) -> Version | str:
    """The function in a file, or why it cannot be read. Nothing of it is run."""
    try:
        source = path.read_bytes()
        syntax = parse_source(source)
        source.decode()
    except OSError:
        return "its file cannot be read"
    except UnicodeDecodeError:
        return "its file is not UTF-8"
    except SourceError as error:
        return error.unreadable.reason
    return _find(source, syntax, unit) or "it does not stand where the change says"


def _find(source: bytes, syntax: Syntax, unit: Unit) -> Version | None:
    if syntax.line_of is not None:
        return None
    for top in syntax.tree.body:
        for node in ast.walk(top):
            if isinstance(node, FunctionNode) and first_line(node) == unit.span.start:
                return Version(source, node, top)
    return None


def first_line(node: ast.stmt) -> int:
    """The line where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _units(change: Change) -> Iterator[tuple[FileChange, ChangedUnit, Unit]]:
    for file in change.files:
        if not file.is_python or file.role is not FileRole.SOURCE:
            continue
        for changed in file.units:
            if changed.head is not None and changed.head.kind in (UnitKind.FUNCTION, UnitKind.METHOD):
                yield file, changed, changed.head
