"""Trees as the sandbox's user can read them: a private copy where the host's modes would lock that user out."""

import os
import shutil
import stat
from pathlib import Path

READ = 0o004
READ_AND_ENTER = 0o005


def readable_view(tree: Path, view: Path) -> Path:
    """`tree` itself when everybody may read all of it, else the copy at `view`, made here, that everybody may read."""
    if readable_by_all(tree):
        return tree
    shutil.copytree(tree, view, symlinks=True)
    for directory, _, names in os.walk(view):
        Path(directory).chmod(0o755)
        for path in (Path(directory, name) for name in names):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
    return view


def readable_by_all(directory: Path) -> bool:
    """Whether the mode bits of a directory, and of everything in it, let others read and enter."""
    if directory.stat().st_mode & READ_AND_ENTER != READ_AND_ENTER:
        return False
    with os.scandir(directory) as entries:
        return all(_open_to_all(entry) for entry in entries)


def _open_to_all(entry: os.DirEntry[str]) -> bool:
    if entry.is_dir(follow_symlinks=False):
        return readable_by_all(Path(entry.path))
    return entry.is_symlink() or entry.stat(follow_symlinks=False).st_mode & READ != 0
