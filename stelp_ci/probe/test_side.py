"""Which files of a change belong to its tests: the tests, what they read, and what decides over them."""

from pathlib import PurePosixPath

from stelp_ci.model.change import Change, EntryKind, FileChange, FileRole
from stelp_ci.probe.tamper.settings import is_settings

_EXPECTED_FOLDERS = frozenset({"snapshots", "__snapshots__", "golden", "goldens", "expected", "approved"})
_REGULAR = (EntryKind.FILE, EntryKind.EXECUTABLE)


def test_side(change: Change) -> tuple[FileChange, ...]:
    """The changed files that are tests, that tests read, or that pytest reads."""
    return tuple(file for file in change.files if file.entry in _REGULAR and _tells(file))


def _tells(file: FileChange) -> bool:
    path = PurePosixPath(file.path)
    expected = bool(_EXPECTED_FOLDERS & set(path.parts[:-1]))
    return file.role in (FileRole.TEST, FileRole.TEST_SUPPORT) or is_settings(path.name) or expected
