"""The entries of one git tree, with their names as bytes."""

from typing import NamedTuple

from stelp_ci.change.git import Git
from stelp_ci.change.names import shown
from stelp_ci.errors import ChangeError
from stelp_ci.model.change import EntryKind

MAX_ENTRIES = 500_000

SYMLINK_MODE = 0o120000
SUBMODULE_MODE = 0o160000


class Entry(NamedTuple):
    """One name in a tree; `mode` is git's, `oid` that of its blob (of its commit, for a submodule)."""

    name: bytes
    mode: int
    oid: str

    @property
    def kind(self) -> EntryKind:
        """What is stored under the name."""
        return entry_kind(self.mode)


def entry_kind(mode: int) -> EntryKind:
    """The kind of a git file mode; raises `ChangeError` for one that git does not define."""
    if mode == SYMLINK_MODE:
        return EntryKind.SYMLINK
    if mode == SUBMODULE_MODE:
        return EntryKind.SUBMODULE
    if mode & 0o170000 == 0o100000:
        return EntryKind.EXECUTABLE if mode & 0o100 else EntryKind.FILE
    raise ChangeError(f"the tree has an entry of the unknown mode {mode:o}", remedy="git fsck")


def list_tree(git: Git, tree: str) -> tuple[Entry, ...]:
    """All files, symlinks and submodules below the tree, in git's order. Raises `ChangeError` if it cannot be read."""
    listing = git.output("ls-tree", "-r", "-z", "--full-tree", tree)
    lines = listing.split(b"\0")[:-1]
    if len(lines) > MAX_ENTRIES:
        raise ChangeError(f"the tree {tree} has {len(lines)} entries, more than {MAX_ENTRIES}")
    return tuple(_entry(line) for line in lines)


def by_shown_name(entries: tuple[Entry, ...]) -> dict[str, Entry]:
    """The entries under their names as text. Raises `ChangeError` if two names read the same."""
    found: dict[str, Entry] = {}
    for entry in entries:
        name = shown(entry.name)
        if name in found:
            raise ChangeError(f"two entries of the tree read {name!r}", remedy="rename one of them")
        found[name] = entry
    return found


def _entry(line: bytes) -> Entry:
    description, _, name = line.partition(b"\t")
    mode, _, oid = description.decode("ascii").split(" ")
    return Entry(name, int(mode, 8), oid)
