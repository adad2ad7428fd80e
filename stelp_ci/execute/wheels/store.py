"""The cache of sealed layers: one entry a key, written at once or not at all, checked whenever it is used.

The digest finds what a crash, a full disk or a stray hand did. Somebody who may write the cache could write a digest as
well: the cache therefore lies in a directory that only its owner can write, or it is not used.
"""

import contextlib
import fcntl
import os
import stat
import tempfile
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import NamedTuple

import msgspec

from stelp_ci.errors import LayerError
from stelp_ci.execute.sealed import touch
from stelp_ci.execute.wheels.seal import remove_tree, tree_digest

FORMAT = 1
INCOMPLETE_S = 24 * 3600.0
"""How long an entry is used from which something was left out: the index may have it tomorrow."""
LOCK_TIMEOUT_S = 1200.0
CACHE_REMEDY = "make the cache directory yours alone (chmod go-w), or choose another one"


class LayerRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What lies beside a sealed layer: its key, its digest, what is installed in it, and what is not."""

    format: int
    key: str
    digest: str
    installed: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


class Entry(NamedTuple):
    """A layer in the cache: the directory to mount, and its record."""

    site: Path
    record: LayerRecord


def stored(store: Path, key: str, *, build: Callable[[Path], LayerRecord], on_event: Callable[[str], None]) -> Entry:
    """The entry of `key` (hex digits), built by `build(folder)` where it is absent or damaged.

    `build` fills `folder/site`, seals it and returns its record. Two processes that want one key wait for each other.
    Raises `LayerError` when the store can be written by others, or cannot be written at all.
    """
    try:
        _own(store)
        with _locked(store / f"{key}.lock", on_event):
            _sweep(store, key)
            entry = _intact(store / key, key)
            if entry is None:
                if os.path.lexists(store / key):
                    on_event("the cached layer is damaged or incomplete, and is built again")
                entry = _build(store, key, build)
            touch(store / key)
            return entry
    except OSError as error:
        raise LayerError(f"the layer cache {store} cannot be used: {error}", remedy=CACHE_REMEDY) from error


def _own(store: Path) -> None:
    store.mkdir(parents=True, exist_ok=True, mode=0o700)
    status = store.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise LayerError(f"the layer cache {store} can be written by others", remedy=CACHE_REMEDY)


def _intact(folder: Path, key: str) -> Entry | None:
    """The entry, or None where its record does not hold, or is incomplete and old."""
    try:
        record = msgspec.json.decode((folder / "layer.json").read_bytes(), type=LayerRecord, strict=True)
        age = time.time() - (folder / "layer.json").stat().st_mtime
        holds = record.format == FORMAT and record.key == key and (not record.notes or age < INCOMPLETE_S)
        holds = holds and tree_digest(folder / "site") == record.digest
    except (OSError, msgspec.MsgspecError, LayerError, UnicodeDecodeError):
        return None
    return Entry(folder / "site", record) if holds and (folder / "site").is_dir() else None


def _aside(key: str) -> str:
    """How the folder begins in which the entry is built."""
    return f".{key[:16]}-"


def _sweep(store: Path, key: str) -> None:
    """Called under the lock of `key`: what lies aside under its name was left by a builder that was killed."""
    for left in store.glob(f"{_aside(key)}*"):
        remove_tree(left)


def _build(store: Path, key: str, build: Callable[[Path], LayerRecord]) -> Entry:
    folder = Path(tempfile.mkdtemp(prefix=_aside(key), dir=store))
    try:
        (folder / "site").mkdir()
        record = build(folder)
        _leave_only(folder, {"site"})
        (folder / "layer.json").write_bytes(msgspec.json.encode(record))
        remove_tree(store / key)
        folder.rename(store / key)
    finally:
        remove_tree(folder)
    return Entry(store / key / "site", record)


def _leave_only(folder: Path, kept: set[str]) -> None:
    """Delete what `build` left beside the site directory: downloads, requirement files."""
    for path in folder.iterdir():
        if path.name not in kept:
            remove_tree(path)


@contextlib.contextmanager
def _locked(path: Path, on_event: Callable[[str], None]) -> Generator[None]:
    deadline = time.monotonic() + LOCK_TIMEOUT_S
    with path.open("ab") as lock:
        waiting = False
        while not _try_lock(lock.fileno()):
            if time.monotonic() > deadline:
                raise LayerError("another check has been building this layer for too long", remedy=f"delete {path}")
            if not waiting:
                on_event("waiting for another check that builds this layer")
            waiting = True
            time.sleep(0.1)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
