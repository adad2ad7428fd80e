"""Which changes can be taken apart: functions of a module that take plain data and touch nothing else. Pure.

All of a change or nothing: what stays beside the tests would be code of the change.
"""

import ast
from pathlib import Path
from typing import NamedTuple

from stelp_ci.model.change import Change, FileChange, UnitKind
from stelp_ci.model.evidence import TestsRun
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.source import Runnable
from stelp_ci.model.syntax import SourceError, parse_source
from stelp_ci.probe.survey.functions import ChangedFunction

_TEST_SIDE = (FileRole.TEST, FileRole.TEST_SUPPORT)
_STATEFUL = (ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal)


class NotIsolated(Exception):
    """Why function and tests cannot be taken apart."""


class Module(NamedTuple):
    """A changed file of the head and its text on the base (empty where it is new)."""

    path: str
    base: str
    functions: tuple[ChangedFunction, ...]


def modules_of(change: Change, functions: list[ChangedFunction], sides: tuple[Runnable, Runnable]) -> list[Module]:
    """The changed modules, base and head given. Raises `NotIsolated`."""
    base, head = sides
    files = [file for file in change.files if file.is_python and file.role not in _TEST_SIDE]
    if not files or not functions:
        raise NotIsolated("the change has no function outside of tests")
    return [_module(file, functions, base.source, head.source) for file in files]


def _module(file: FileChange, functions: list[ChangedFunction], base: Path, head: Path) -> Module:
    if file.head_path is None or (file.base_path is not None and file.base_path != file.head_path):
        raise NotIsolated(f"{file.path} is moved or removed")
    path = file.head_path
    now = _read(head / path)
    before = _read(base / path) if file.base_path else ""
    if file.base_path and _beside_functions(now) != _beside_functions(before):
        raise NotIsolated(f"{path} changes more than functions of the module")
    own = tuple(one for one in functions if one.unit.path == path)
    for one in own:
        _look_at(one)
    return Module(path, before, own)


def _read(path: Path) -> str:
    try:
        source = path.read_bytes()
        parse_source(source)
        return source.decode()
    except (OSError, UnicodeDecodeError, SourceError) as error:
        raise NotIsolated(f"{path.name} cannot be read") from error


def _beside_functions(text: str) -> list[str]:
    """The statements of the module that are neither functions nor imports, nor text."""
    kept: list[str] = []
    for node in ast.parse(text).body:
        words = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not words and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Import | ast.ImportFrom):
            kept.append(ast.dump(node))
    return kept


def _look_at(one: ChangedFunction) -> None:
    """Raise `NotIsolated` for a function that is more than its arguments and its value."""
    name = one.unit.qualname
    if one.unread or one.head is None or not one.module:
        raise NotIsolated(f"{name}: {one.unread or 'its file is not importable'}")
    if one.unit.kind is not UnitKind.FUNCTION or "." in name or one.unit.occurrence:
        raise NotIsolated(f"{name} is no function of the module")
    node = one.head.node
    if isinstance(node, ast.AsyncFunctionDef) or node.decorator_list:
        raise NotIsolated(f"{name} is asynchronous or decorated")
    if any(isinstance(part, _STATEFUL) for part in ast.walk(node)):
        raise NotIsolated(f"{name} is a generator, or keeps state outside of itself")
    if node.args.vararg or node.args.kwarg:
        raise NotIsolated(f"{name} takes any number of arguments")
    defaults = [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
    if not all(_is_constant(default) for default in defaults):
        raise NotIsolated(f"{name} has a default value that is no constant")


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_constant(node.operand)
    if isinstance(node, ast.Tuple):
        return all(_is_constant(part) for part in node.elts)
    return isinstance(node, ast.Constant)


def refuse_effects(modules: list[Module], run: TestsRun) -> None:
    """Raise `NotIsolated` where a changed file was seen reaching beyond computing."""
    paths = {module.path for module in modules}
    result = run.outcome.result if run.outcome else None
    for effect in result.effects if result else ():
        if effect.path in paths:
            raise NotIsolated(f"{effect.unit} uses {effect.capability.value} ({effect.what})")
