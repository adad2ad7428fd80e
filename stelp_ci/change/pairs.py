"""Which files differ between two trees: git's raw list with renames, and the hunks beside it."""

import io
from typing import NamedTuple

from stelp_ci.change.git import Git
from stelp_ci.change.hunks import Section, read_sections
from stelp_ci.change.tree import Entry
from stelp_ci.errors import ChangeError
from stelp_ci.model.change import ChangeKind, Hunk

_RENAME_LIMIT = 1000
"""Above this many candidates only identical content counts as a rename, so that a large change stays affordable."""

_TREE_OPTIONS = ("-r", f"-l{_RENAME_LIMIT}", "--find-renames=50%", "--no-ext-diff", "--no-textconv", "--no-color")
_PATCH_OPTIONS = (
    "-p",
    "--unified=3",
    "--inter-hunk-context=0",
    "--diff-algorithm=myers",
    "--indent-heuristic",
    "--full-index",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--ignore-submodules=none",
    "--submodule=short",
)


class Pair(NamedTuple):
    """One changed file: its entry on either side (None where it does not exist), and its hunks."""

    kind: ChangeKind
    base: Entry | None
    head: Entry | None
    hunks: tuple[Hunk, ...] = ()
    is_binary: bool = False


def changed_pairs(git: Git, base: str, head: str) -> tuple[Pair, ...]:
    """The changed files between two trees, in git's order. Raises `ChangeError` if git cannot compare them."""
    pairs = _read_raw(git.output("diff-tree", *_TREE_OPTIONS, "--raw", "-z", "--no-abbrev", base, head))
    if not pairs:
        return ()
    patch = git.output("diff-tree", *_TREE_OPTIONS, *_PATCH_OPTIONS, base, head)
    sections = list(read_sections(io.BytesIO(patch)))
    if sum(_section_count(pair) for pair in pairs) != len(sections):
        raise ChangeError("git's patch does not match its own list of files")
    sections.reverse()
    return tuple(_with_hunks(pair, [sections.pop() for _ in range(_section_count(pair))]) for pair in pairs)


def _read_raw(raw: bytes) -> list[Pair]:
    fields = iter(raw.split(b"\0")[:-1])
    pairs: list[Pair] = []
    for description in fields:
        base_mode, head_mode, base_oid, head_oid, status = description.decode("ascii").lstrip(":").split(" ")
        base_name = next(fields)
        head_name = next(fields) if status.startswith("R") else base_name
        base = Entry(base_name, int(base_mode, 8), base_oid)
        head = Entry(head_name, int(head_mode, 8), head_oid)
        pairs.append(_pair(status[:1], base, head))
    return pairs


def _pair(status: str, base: Entry, head: Entry) -> Pair:
    match status:
        case "A":
            return Pair(ChangeKind.ADDED, None, head)
        case "D":
            return Pair(ChangeKind.DELETED, base, None)
        case "R":
            return Pair(ChangeKind.RENAMED, base, head)
        case "M" | "T":
            return Pair(ChangeKind.MODIFIED, base, head)
        case _:
            raise ChangeError(f"git reports the unknown status {status!r}")


def _section_count(pair: Pair) -> int:
    """A file that becomes a symlink (or the reverse) is shown as a deletion and an addition."""
    if pair.base is None or pair.head is None:
        return 1
    return 1 if pair.base.mode & 0o170000 == pair.head.mode & 0o170000 else 2


def _with_hunks(pair: Pair, sections: list[Section]) -> Pair:
    hunks = tuple(hunk for section in sections for hunk in section.hunks)
    return pair._replace(hunks=hunks, is_binary=any(section.is_binary for section in sections))
