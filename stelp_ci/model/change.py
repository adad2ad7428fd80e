"""What a pull request touches: files, hunks and units, and who wrote it.

Paths are POSIX paths relative to the repository's root. A name that is not valid UTF-8 is written with
`\\xNN` in place of each undecodable byte, so that every path can stand in a report.
"""

from enum import StrEnum, unique

from stelp_ci.model.file_role import FileRole
from stelp_ci.model.value import Value


@unique
class ChangeKind(StrEnum):
    """What happened to a file or a unit between base and head."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"
    RENAMED = "renamed"


@unique
class EntryKind(StrEnum):
    """What git stores under a path."""

    FILE = "file"
    EXECUTABLE = "executable"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"


@unique
class UnitKind(StrEnum):
    """A piece of Python that has a name, and the rest of its module."""

    FUNCTION = "function"
    METHOD = "method"
    CLASS = "class"
    MODULE = "module"


class Span(Value, frozen=True, kw_only=True):
    """Lines `start` to `end`, counted from 1, both included. Decorators belong to their unit."""

    start: int
    end: int

    def __contains__(self, line: int) -> bool:
        return self.start <= line <= self.end


class Unit(Value, frozen=True, kw_only=True):
    """A function, method, class or module level of one version of a file.

    `qualname` is Python's (`Outer.method`, `f.<locals>.g`), `<module>` for the module level. Overloads, property
    setters and conditional definitions share a qualname: `occurrence` counts them from 0 in source order.
    """

    path: str
    qualname: str
    kind: UnitKind
    span: Span
    is_async: bool = False
    occurrence: int = 0


class ChangedUnit(Value, frozen=True, kw_only=True):
    """A unit with its two versions: `base` is None when added, `head` is None when deleted."""

    kind: ChangeKind
    base: Unit | None
    head: Unit | None


class Hunk(Value, frozen=True, kw_only=True):
    """One hunk of the diff; starts are counted from 1, `added` and `removed` are line numbers in head and base.

    `head` spans the lines of the head file that the hunk shows, context included: where GitHub takes comments.
    """

    base_start: int
    base_length: int
    head_start: int
    head_length: int
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()


class FileChange(Value, frozen=True, kw_only=True):
    """One changed file. `base_path` is None when added, `head_path` is None when deleted.

    `unreadable` says why the head's Python could not be parsed (its message and line); units are then empty.
    """

    kind: ChangeKind
    base_path: str | None
    head_path: str | None
    role: FileRole
    entry: EntryKind = EntryKind.FILE
    is_python: bool = False
    is_binary: bool = False
    mode_changed: bool = False
    hunks: tuple[Hunk, ...] = ()
    units: tuple[ChangedUnit, ...] = ()
    unreadable: "Unreadable | None" = None

    @property
    def path(self) -> str:
        """The head's path, or the base's where the file is gone."""
        return self.head_path or self.base_path or ""

    @property
    def added_lines(self) -> frozenset[int]:
        """Line numbers of the head that the change wrote."""
        return frozenset(line for hunk in self.hunks for line in hunk.added)


class Unreadable(Value, frozen=True, kw_only=True):
    """Why a Python file has no syntax tree, with the line where parsing stopped (1 where unknown)."""

    reason: str
    line: int = 1


@unique
class Certainty(StrEnum):
    """How sure the attribution of authorship is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    HINT = "hint"
    NONE = "none"


class Author(Value, frozen=True, kw_only=True):
    """Who wrote the change, as far as its own marks tell. It may add strictness, never remove it."""

    agent: str | None = None
    certainty: Certainty = Certainty.NONE
    evidence: tuple[str, ...] = ()


class Revision(Value, frozen=True, kw_only=True):
    """One side of the change: a commit, the index (`staged`) or a patched tree (`diff`).

    `tree` is git's tree id where git has one, else the SHA-256 over the patched content.
    """

    label: str
    tree: str
    commit: str | None = None


class Change(Value, frozen=True, kw_only=True):
    """A pull request as the rest of the pipeline sees it."""

    base: Revision
    head: Revision
    files: tuple[FileChange, ...] = ()
    author: Author = Author()
    messages: tuple[str, ...] = ()

    def file(self, path: str) -> FileChange | None:
        """The change of the file that the head calls `path`, if it was changed."""
        return next((file for file in self.files if file.head_path == path), None)
