"""One side's code with the other side's tests: a hard-linked copy of a tree in which some files are the other's."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from stelp_ci.errors import SandboxError
from stelp_ci.model.source import Runnable


def overlay(code: Runnable, remove: Iterable[str], tests: Path, add: Iterable[str], target: Path) -> Runnable:
    """`code` below the new directory `target`, without the files `remove`, with the files `add` of the tree `tests`.

    Import paths and layers stay those of `code`. Raises `SandboxError` where the copy cannot be made.
    """
    try:
        shutil.copytree(code.source, target, symlinks=True, copy_function=_link)
        for path in remove:
            _inside(target, path).unlink(missing_ok=True)
        for path in add:
            _put(tests / path, _inside(target, path))
    except OSError as error:
        raise SandboxError(f"tests cannot be laid over code: {error}", remedy="is the disk full?") from error
    return code._replace(source=target)


def _inside(root: Path, path: str) -> Path:
    """The place of `path`; a directory on the way that is a link of the tree is replaced by an empty one."""
    place = root
    for part in path.split("/")[:-1]:
        place /= part
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            place.unlink()
        if not place.exists():
            place.mkdir()
            place.chmod(0o755)
    return place / path.rpartition("/")[2]


def _put(source: Path, target: Path) -> None:
    """Link a regular file; whatever else stands there goes. What the tree does not hold is left out."""
    if source.is_symlink() or not source.is_file():
        return
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    _link(str(source), str(target))


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)  # another file system, or links are not allowed there
