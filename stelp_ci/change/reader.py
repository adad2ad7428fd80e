"""The face of this stage: opens the change that an invocation asks for."""

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self, assert_never

from stelp_ci.change.author import author_of
from stelp_ci.change.commits import compare_commits
from stelp_ci.change.comparison import Comparison
from stelp_ci.change.files import changed_files
from stelp_ci.change.materialise import write_tree
from stelp_ci.change.patched import compare_diff
from stelp_ci.change.shown import Sides, shown_files
from stelp_ci.change.staged import compare_staged
from stelp_ci.change.tree import Entry, by_shown_name, list_tree
from stelp_ci.model.change import Author, Change, EntryKind
from stelp_ci.model.report import InputKind, Invocation
from stelp_ci.model.settings import OwnAgent
from stelp_ci.model.shown import ShownFile
from stelp_ci.model.source import SourceTree, Trees


class ChangeReader:
    """An open change. A context manager; `close` removes its temporary directory, materialised trees stay."""

    def __init__(self, comparison: Comparison) -> None:
        self._scratch = comparison.scratch
        self._comparison = comparison
        self.change = Change(
            base=comparison.base,
            head=comparison.head,
            files=changed_files(comparison.scratch, comparison.base.tree, comparison.head.tree),
            author=comparison.author,
            messages=comparison.messages,
        )

    def author_with(self, own: tuple[OwnAgent, ...]) -> Author:
        """Who wrote the change, with the agents that the base's settings name beside those that are known."""
        seen = self._comparison
        return author_of(seen.marks, branch=seen.branch, origin=seen.origin, own=own) if own else self.change.author

    def read_base(self, path: str) -> bytes | None:
        """The content of a regular file of the base, None where there is none. Raises `ChangeError`."""
        return self._read(self._base_entries, path)

    def read_head(self, path: str) -> bytes | None:
        """The content of a regular file of the head, None where there is none. Raises `ChangeError`."""
        return self._read(self._head_entries, path)

    def shown(self) -> tuple[ShownFile, ...]:
        """The text of the hunks, within the bounds of `change/shown.py`. Raises `ChangeError`."""
        sides = Sides(self._base_entries, self._head_entries)
        return shown_files(self.change, sides, self._scratch.blobs.read_all)

    def materialise(self, directory: Path) -> Trees:
        """Write `directory`/base and `directory`/head, neither of which may exist.

        Files are read-only and shared between both trees by hard links where they are the same; submodules and
        symlinks that leave the tree are left out. Raises `ChangeError`.
        """
        blobs = self._scratch.blobs
        base, head = directory / "base", directory / "head"
        shared = write_tree(base, self._base_entries.values(), blobs, shared={})
        write_tree(head, self._head_entries.values(), blobs, shared=shared)
        return Trees(SourceTree(base, self.change.base.tree), SourceTree(head, self.change.head.tree))

    def close(self) -> None:
        """Remove the temporary directory."""
        self._scratch.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _base_entries(self) -> dict[str, Entry]:
        return by_shown_name(list_tree(self._scratch.git, self.change.base.tree))

    @cached_property
    def _head_entries(self) -> dict[str, Entry]:
        return by_shown_name(list_tree(self._scratch.git, self.change.head.tree))

    def _read(self, entries: dict[str, Entry], path: str) -> bytes | None:
        entry = entries.get(path)
        if entry is None or entry.kind not in (EntryKind.FILE, EntryKind.EXECUTABLE):
            return None
        return self._scratch.blobs.read(entry.oid)


def open_change(invocation: Invocation) -> ChangeReader:
    """Read the change between two commits, of the index, or of a diff. Raises `ChangeError`.

    Nothing of the repository is altered, except that a shallow clone is deepened where the base is not in it.
    """
    comparison = _compare(invocation)
    with ExitStack() as opened:
        opened.callback(comparison.scratch.close)
        reader = ChangeReader(comparison)
        opened.pop_all()
    return reader


def _compare(invocation: Invocation) -> Comparison:
    match invocation.input:
        case InputKind.COMMITS:
            return compare_commits(invocation)
        case InputKind.STAGED:
            return compare_staged(invocation)
        case InputKind.DIFF:
            return compare_diff(invocation)
        case _:
            assert_never(invocation.input)
