"""Which files of a change belong to its tests: the tests, what they read, and what decides over them."""

from typing import TYPE_CHECKING

from stelp_ci.model.file_role import FileRole
from stelp_ci.probe.tamper.settings import is_settings

if TYPE_CHECKING:
    from stelp_ci.model.change import Change, FileChange

_EXPECTED_FOLDERS = frozenset({"snapshots", "__snapshots__", "golden", "goldens", "expected", "approved"})
_REGULAR = ("file", "executable")


def test_side(change: "Change") -> "tuple[FileChange, ...]":
    """The changed files that are tests, that tests read, or that pytest reads."""
    return tuple(file for file in change.files if file.entry in _REGULAR and decides(file.path, file.role))


def decides(path: str, role: FileRole) -> bool:
    """Whether a file of this role and path belongs to the tests."""
    *folders, name = path.split("/")
    expected = not _EXPECTED_FOLDERS.isdisjoint(folders)
    return role in (FileRole.TEST, FileRole.TEST_SUPPORT) or is_settings(name) or expected
