"""Directories that are built once and checked on every use: written aside, sealed by a manifest, renamed into place."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from stelp_ci.model.value import Value

TREE = "tree"
MANIFEST = "manifest.json"
BUILDING, DAMAGED = ".building-", ".damaged-"
YOUNG_S = 5.0
"""A directory so new may be about to be locked by the one who made it."""


class SealedFile(Value, frozen=True, kw_only=True):
    """One regular file: its mode bits, size, time of change and SHA-256."""

    mode: int
    size: int
    mtime_ns: int
    sha256: str


class Manifest(Value, frozen=True, kw_only=True):
    """All regular files below the tree, by their path relative to it."""

    files: dict[str, SealedFile]


def sealed_directory(directory: Path, key: str, build: Callable[[Path], None]) -> Path:
    """The tree for `key` below `directory`, built by `build(empty directory)` when it is absent or damaged.

    Two processes may build at once: the first to rename wins, the other uses what it finds.
    """
    entry = directory / key
    sweep_unfinished(directory)
    if not is_intact(entry):
        _build(directory, entry, build)
    touch(entry)
    return entry / TREE


def touch(entry: Path) -> None:
    """Note that an entry was used, for whoever takes the unused ones away; a cache that is not ours stays as it is."""
    with contextlib.suppress(OSError):
        os.utime(entry)


def is_intact(entry: Path) -> bool:
    """Whether the entry holds just the files it was sealed with. A file whose time alone differs is hashed."""
    try:
        manifest = msgspec.json.decode((entry / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return False
    found = {str(path.relative_to(entry / TREE)): path for path in _files(entry / TREE)}
    if found.keys() != manifest.files.keys():
        return False
    return all(_matches(path, manifest.files[name]) for name, path in found.items())


def seal_anew(entry: Path) -> None:
    """Write down what the tree of the entry holds now."""
    manifest = Manifest(files={str(path.relative_to(entry / TREE)): _seal(path) for path in _files(entry / TREE)})
    (entry / MANIFEST).write_bytes(msgspec.json.encode(manifest))


def _matches(path: Path, sealed: SealedFile) -> bool:
    stat = path.lstat()
    if (stat.st_mode, stat.st_size) != (sealed.mode, sealed.size):
        return False
    return stat.st_mtime_ns == sealed.mtime_ns or _sha256(path) == sealed.sha256


def _build(directory: Path, entry: Path, build: Callable[[Path], None]) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=BUILDING, dir=directory))
    held = os.open(aside, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        (aside / TREE).mkdir(mode=0o755)
        build(aside / TREE)
        seal_anew(aside)
        aside.chmod(0o755)
        _move_into_place(aside, entry)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        os.close(held)


def sweep_unfinished(directory: Path) -> tuple[Path, ...]:
    """Remove what builders that were killed have left below `directory`; what a living one has locked stays."""
    stale = [path for prefix in (BUILDING, DAMAGED) for path in directory.glob(f"{prefix}*") if _is_left(path)]
    for path in stale:
        shutil.rmtree(path, ignore_errors=True)
    return tuple(stale)


def _is_left(path: Path) -> bool:
    try:
        if time.time() - path.stat().st_mtime < YOUNG_S:
            return False
        held = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(held)
    return True


def _move_into_place(aside: Path, entry: Path) -> None:
    """Rename `aside` to `entry`; a damaged entry goes away first, an intact one that came meanwhile stays."""
    try:
        aside.rename(entry)
    except OSError:
        if is_intact(entry):
            return
        damaged = Path(tempfile.mkdtemp(prefix=DAMAGED, dir=entry.parent))
        entry.rename(damaged / entry.name)
        shutil.rmtree(damaged, ignore_errors=True)
        aside.rename(entry)


def _files(tree: Path) -> Iterator[Path]:
    for directory, _, names in os.walk(tree):
        for name in names:
            yield Path(directory, name)


def _seal(path: Path) -> SealedFile:
    stat = path.lstat()
    return SealedFile(mode=stat.st_mode, size=stat.st_size, mtime_ns=stat.st_mtime_ns, sha256=_sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
