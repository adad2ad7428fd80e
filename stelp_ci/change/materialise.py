"""Writes a tree to disk from git objects: exact bytes, read-only, nothing that could leave the directory."""

import errno
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from stelp_ci.change.blobs import Blobs
from stelp_ci.change.names import check_name, shown
from stelp_ci.change.symlinks import stays_inside
from stelp_ci.change.tree import Entry
from stelp_ci.errors import ChangeError
from stelp_ci.model.change import EntryKind

MAX_TREE = 4 << 30
"""Bytes that one tree may take on disk."""

MAX_LINK = 4096
"""Bytes of a symlink's target, as long as a path may be on Linux."""

Written = Mapping[Entry, Path]
"""Where an entry (same name, mode and content) was written before, to be shared by a hard link."""


def write_tree(root: Path, entries: Iterable[Entry], blobs: Blobs, *, shared: Written) -> dict[Entry, Path]:
    """Write the entries below `root`, which must not exist, and return where each regular file went.

    Submodules and symlinks that leave the tree are left out. Entries in `shared` become hard links: files are
    read-only. Raises `ChangeError` for names that would escape, trees that are too large, and a full disk.
    """
    writer = _Writer(root, blobs, shared)
    links: dict[bytes, bytes] = {}
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        _make_directory(root)
        for entry in entries:
            check_name(entry.name)
            if entry.kind is EntryKind.SYMLINK:
                links[entry.name] = blobs.read(entry.oid, limit=MAX_LINK)
            elif entry.kind is not EntryKind.SUBMODULE:
                writer.write_file(entry)
        writer.write_links(links)
    except OSError as error:
        remedy = "free disk space" if error.errno == errno.ENOSPC else ""
        raise ChangeError(f"the tree cannot be written to {root}: {error}", remedy=remedy) from error
    return writer.written


class _Writer:
    def __init__(self, root: Path, blobs: Blobs, shared: Written) -> None:
        self.root = root
        self.blobs = blobs
        self.shared = shared
        self.written: dict[Entry, Path] = {}
        self.size = 0
        self._made = {b""}

    def write_file(self, entry: Entry) -> None:
        target = self._place(entry.name)
        before = self.shared.get(entry)
        if before is None:
            self._write_blob(entry, target)
        else:
            target.hardlink_to(before)
        self.written[entry] = target

    def write_links(self, links: Mapping[bytes, bytes]) -> None:
        # Last: no file is ever written through a symlink.
        for name, target in links.items():
            if target and b"\0" not in target and stays_inside(name, links):
                self._place(name).symlink_to(os.fsdecode(target))

    def _write_blob(self, entry: Entry, target: Path) -> None:
        mode = 0o555 if entry.kind is EntryKind.EXECUTABLE else 0o444
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "wb") as sink:
            os.fchmod(descriptor, mode)
            self.size += self.blobs.copy(entry.oid, sink)
        if self.size > MAX_TREE:
            raise ChangeError(f"the tree takes more than {MAX_TREE >> 30} GiB; {shown(entry.name)!r} went beyond it")

    def _place(self, name: bytes) -> Path:
        directory, _, _ = name.rpartition(b"/")
        if directory not in self._made:
            _make_directory(self._place(directory))
            self._made.add(directory)
        return self.root / os.fsdecode(name)


def _make_directory(path: Path) -> None:
    """Readable to every user, whatever the umask: the sandbox reads the tree as nobody."""
    path.mkdir()
    path.chmod(0o755)
