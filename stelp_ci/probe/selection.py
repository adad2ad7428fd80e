"""Static pre-selection: which test files can have an opinion about the change. A superset, at file granularity."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from stelp_ci.model.change import Change, ChangedUnit, Unit, UnitKind
from stelp_ci.model.contexts import Contexts
from stelp_ci.model.evidence import Selection, SelectionReason
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.source import Runnable
from stelp_ci.probe.contexts.entering import entering_files
from stelp_ci.probe.modules import module_name
from stelp_ci.probe.naming import Naming
from stelp_ci.probe.project_naming import read_naming
from stelp_ci.probe.promised import Promise, promise
from stelp_ci.probe.reaching import WORD, reaching

MAX_FILE_BYTES = 2 * 1024 * 1024
_SKIPPED_FOLDERS = frozenset({".git", ".tox", ".nox", ".venv", "venv", "node_modules", "build", "dist", "__pycache__"})
_TEST = re.compile(rb"^[ \t]*(?:async[ \t]+)?def[ \t]+test", re.MULTILINE)

MAX_WHOLE = 300
"""Test functions of a suite that is run whole because names do not tell enough."""

SHARE = 0.25
"""The part of a suite above which the rest of it is run, too: so many names say little."""

Suite = dict[str, bytes]
"""All test files by their paths."""


class Selected:
    """The selection together with what the selected files promise.

    `narrower` is the selection to fall back on where this one is too much for the limits; None where there is none.
    """

    def __init__(
        self, reason: SelectionReason, promises: dict[str, Promise], narrower: "Selected | None" = None
    ) -> None:
        self.promises = promises
        self.narrower = narrower
        self.selection = Selection(
            reason=reason, targets=tuple(promises), promised=sum(len(p.sure) for p in promises.values())
        )


def select(
    change: Change, side: Runnable, skip_paths: Iterable[str], contexts: Contexts | None = None
) -> Selected | None:
    """The test files to run on `side`; None where the project has no test files at all.

    Changed tests and tests that reach a changed unit or its module by name; the whole suite where that finds nothing,
    and where names do not tell enough and the suite is small. A large suite is narrowed to those that name the change.
    With the `contexts` of the base, what was seen there stands in for what is reached by name through others.
    """
    naming = read_naming(side.source)
    suite = suite_of(side, skip_paths, naming) | {
        path: data for path, data in _doctests(change, side, naming) if not _below(path, skip_paths)
    }
    if not suite:
        return None
    direct, reached = _reached(change, side, suite, naming)
    unnamed = _is_unnamed(change, side)
    entering = entering_files(change, contexts, suite) if contexts and not unnamed else None
    seen = [path for path in suite if path in direct or path in entering] if entering is not None else []
    if seen:
        reason, chosen = SelectionReason.ENTERED, seen
    else:
        reason, chosen = _chosen(suite, direct, reached, unnamed=unnamed)
    promises = {path: _promise(path, suite[path], naming) for path in dict.fromkeys((*chosen, *direct))}
    narrower = Selected(SelectionReason.CHANGED, {path: promises[path] for path in direct})
    further = narrower if direct and len(direct) < len(chosen) else None
    return Selected(reason, {path: promises[path] for path in chosen}, further)


def suite_of(side: Runnable, skip_paths: Iterable[str], naming: Naming) -> Suite:
    """All test files of a tree but those that the settings leave out."""
    skipped = tuple(skip_paths)
    return {path: data for path, data in test_files(side.source, naming) if not _below(path, skipped)}


def _reached(change: Change, side: Runnable, suite: Suite, naming: Naming) -> tuple[list[str], list[str]]:
    """Test files that are changed or name what changed, and those that do so through other functions of the project."""
    names = changed_names(change, side.import_paths)
    further = reaching(names, _sources(side, naming))
    changed = {file.head_path for file in change.files if file.role is FileRole.TEST}
    words = {path: set(WORD.findall(data)) for path, data in suite.items()}
    direct = [path for path in suite if path in changed or names & words[path]]
    return direct, [path for path in suite if path in changed or further & words[path]]


def _chosen(suite: Suite, direct: list[str], reached: list[str], *, unnamed: bool) -> tuple[SelectionReason, list[str]]:
    sizes = {path: len(_TEST.findall(data)) for path, data in suite.items()}
    whole, share = sum(sizes.values()), sum(sizes[path] for path in reached)
    if not reached:
        return SelectionReason.WHOLE_SUITE, list(suite)
    if whole <= MAX_WHOLE and len(reached) < len(suite) and (unnamed or share > whole * SHARE):
        return SelectionReason.WHOLE_UNNAMED if unnamed else SelectionReason.WHOLE_SHARE, list(suite)
    if len(reached) == len(direct) or (share > MAX_WHOLE and direct):
        return SelectionReason.CHANGED, direct
    return SelectionReason.REACHED, reached


def _promise(path: str, data: bytes, naming: Naming) -> Promise:
    """NOTE: a module whose doctests are collected promises no test function, whatever its functions are called."""
    return promise(path, data if naming.is_test_file(path) else b"", naming)


def _doctests(change: Change, side: Runnable, naming: Naming) -> Iterator[tuple[str, bytes]]:
    """The changed modules that have doctests, where the project's own options collect them."""
    sources = (file for file in change.files if file.is_python and file.role is FileRole.SOURCE)
    for name in (file.head_path for file in sources if naming.doctests and file.head_path):
        path = side.source / name
        if not naming.is_test_file(name) and path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if b">>>" in data and len(data) <= MAX_FILE_BYTES:
                yield name, data


def _is_unnamed(change: Change, side: Runnable) -> bool:
    """Whether a module level, a class body, an operator or something decorated changed: no name has to show its use."""
    sources = (file for file in change.files if file.is_python and file.role is FileRole.SOURCE)
    units = (unit.head or unit.base for file in sources for unit in file.units)
    return any(unit is not None and (_is_implicit(unit) or _is_decorated(unit, side)) for unit in units)


def _is_implicit(unit: Unit) -> bool:
    return unit.kind in (UnitKind.MODULE, UnitKind.CLASS) or unit.qualname.rpartition(".")[2].startswith("__")


def _is_decorated(unit: Unit, side: Runnable) -> bool:
    """Decorators belong to their unit: it begins with one."""
    file = side.source / unit.path
    lines = file.read_bytes().split(b"\n") if file.is_file() and not file.is_symlink() else []
    return unit.span.start <= len(lines) and lines[unit.span.start - 1].lstrip().startswith(b"@")


def _sources(side: Runnable, naming: Naming) -> Iterator[tuple[bytes, bytes]]:
    """The name of each module that is no test, and its text."""
    for path in sorted(_python_files(side.source)):
        name = path.relative_to(side.source).as_posix()
        if not naming.is_test_file(name) and path.stat().st_size <= MAX_FILE_BYTES:
            module = module_name(name, side.import_paths) or path.stem
            yield module.rpartition(".")[2].encode(), path.read_bytes()


def changed_names(change: Change, import_paths: tuple[str, ...]) -> set[bytes]:
    """The bare names by which a test can reach what changed: functions, classes, and the last part of modules."""
    names: set[str] = set()
    for file in change.files:
        if not file.is_python or file.role in (FileRole.TEST, FileRole.TEST_SUPPORT):
            continue
        module = module_name(file.path, import_paths)
        names.update(module.rpartition(".")[2:] if module else ())
        for unit in file.units:
            names.update(_reaching_names(unit))
    return {name.encode() for name in names if name}


def test_files(root: Path, naming: Naming) -> Iterator[tuple[str, bytes]]:
    """Test files below `root` with their content, in order of path; links and files above 2 MiB are passed over."""
    starts = [root / part for part in naming.roots if (root / part).exists()] or [root]
    for path in sorted({path for start in starts for path in _python_files(start)}):
        name = path.relative_to(root).as_posix()
        if naming.is_test_file(name) and path.stat().st_size <= MAX_FILE_BYTES:
            yield name, path.read_bytes()


def _reaching_names(unit: ChangedUnit) -> Iterator[str]:
    """Both names of a renamed unit, the only name of any other; nothing for the module level."""
    for version in (unit.base, unit.head):
        if version is None or version.kind is UnitKind.MODULE:
            continue
        parts = [part for part in version.qualname.split(".") if part != "<locals>"]
        last = parts[-1]
        # NOTE: a dunder is reached by syntax, never by its name: its class stands for it
        yield parts[-2] if last.startswith("__") and len(parts) > 1 else last
        yield parts[0]


def _python_files(start: Path) -> Iterator[Path]:
    if start.is_file() and not start.is_symlink():
        yield start
    for folder, folders, files in os.walk(start):
        folders[:] = [name for name in folders if name not in _SKIPPED_FOLDERS]
        yield from (path for name in files if name.endswith(".py") and not (path := Path(folder, name)).is_symlink())


def _below(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)
