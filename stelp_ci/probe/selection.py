"""Static pre-selection: which test files can have an opinion about the change. A superset, at file granularity."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from stelp_ci.model.change import Change, ChangedUnit, UnitKind
from stelp_ci.model.evidence import Selection, SelectionReason
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.source import Runnable
from stelp_ci.probe.modules import module_name
from stelp_ci.probe.naming import Naming
from stelp_ci.probe.project_naming import read_naming
from stelp_ci.probe.promised import Promise, promise

MAX_FILE_BYTES = 2 * 1024 * 1024
_SKIPPED_FOLDERS = frozenset({".git", ".tox", ".nox", ".venv", "venv", "node_modules", "build", "dist", "__pycache__"})
_WORD = re.compile(rb"[^\W\d]\w*")


class Selected:
    """The selection together with what the selected files promise, and the paths of all test files."""

    def __init__(self, reason: SelectionReason, promises: dict[str, Promise]) -> None:
        self.promises = promises
        self.selection = Selection(
            reason=reason, targets=tuple(promises), promised=sum(len(p.sure) for p in promises.values())
        )


def select(change: Change, side: Runnable, skip_paths: Iterable[str]) -> Selected | None:
    """The test files to run on `side`; None where the project has no test files at all.

    Changed tests and tests that name or import a changed unit or its module; the whole suite where that finds nothing.
    """
    naming = read_naming(side.source)
    suite = {path: data for path, data in test_files(side.source, naming) if not _below(path, skip_paths)}
    if not suite:
        return None
    names = changed_names(change, side.import_paths)
    changed = {file.head_path for file in change.files if file.role is FileRole.TEST}
    chosen = [path for path, data in suite.items() if path in changed or names & set(_WORD.findall(data))]
    reason = SelectionReason.CHANGED if chosen else SelectionReason.WHOLE_SUITE
    return Selected(reason, {path: promise(path, suite[path], naming) for path in chosen or suite})


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
