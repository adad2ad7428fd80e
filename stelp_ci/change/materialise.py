"""Writes a tree to disk from git objects: exact bytes, read-only, nothing that could leave the directory."""

import errno
import os
from collections.abc import Collection, Mapping
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


def write_tree(root: Path, entries: Collection[Entry], blobs: Blobs, *, shared: Written) -> dict[Entry, Path]:
    """Write the entries below `root`, which must not exist, and return where each regular file went.

    Submodules and symlinks that leave the tree are left out. Entries in `shared` become hard links: files are
    read-only. Raises `ChangeError` for names that would escape, trees that are too large, and a full disk.
    """
    for entry in entries:
        check_name(entry.name)
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        _make_directory(root)
        return _Writer(root, blobs).write(entries, shared)
    except OSError as error:
        remedy = "free disk space" if error.errno == errno.ENOSPC else ""
        raise ChangeError(f"the tree cannot be written to {root}: {error}", remedy=remedy) from error


class _Writer:
    def __init__(self, root: Path, blobs: Blobs) -> None:
        self._root = root
        self._blobs = blobs
        self._made = {b""}
        self._size = 0

    def write(self, entries: Collection[Entry], shared: Written) -> dict[Entry, Path]:
        regular = [entry for entry in entries if entry.kind in (EntryKind.FILE, EntryKind.EXECUTABLE)]
        written = {entry: self._place(entry.name) for entry in regular}
        fresh = [entry for entry in regular if entry not in shared]
        for entry, content in zip(fresh, self._blobs.read_all([entry.oid for entry in fresh]), strict=True):
            self._write_file(entry, written[entry], content)
        for entry in regular:
            if entry in shared:
                written[entry].hardlink_to(shared[entry])
        # Last: no file is ever written through a symlink.
        self._write_links([entry for entry in entries if entry.kind is EntryKind.SYMLINK])
        return written

    def _write_file(self, entry: Entry, target: Path, content: bytes) -> None:
        self._size += len(content)
        if self._size > MAX_TREE:
            raise ChangeError(f"the tree takes more than {MAX_TREE >> 30} GiB; {shown(entry.name)!r} went beyond it")
        mode = 0o555 if entry.kind is EntryKind.EXECUTABLE else 0o444
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "wb") as sink:
            os.fchmod(descriptor, mode)
            sink.write(content)

    def _write_links(self, entries: Collection[Entry]) -> None:
        targets = self._blobs.read_all([entry.oid for entry in entries])
        links = {entry.name: target for entry, target in zip(entries, targets, strict=True)}
        for name, target in links.items():
            if 0 < len(target) <= MAX_LINK and b"\0" not in target and stays_inside(name, links):
                self._place(name).symlink_to(os.fsdecode(target))

    def _place(self, name: bytes) -> Path:
        """Where the name goes; its directories exist then."""
        directory, _, _ = name.rpartition(b"/")
        if directory not in self._made:
            _make_directory(self._place(directory))
            self._made.add(directory)
        return self._root / os.fsdecode(name)


def _make_directory(path: Path) -> None:
    """Readable to every user, whatever the umask: the sandbox reads the tree as nobody."""
    path.mkdir()
    path.chmod(0o755)
