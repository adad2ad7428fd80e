"""The text of the hunks for the report, read from git objects, within bounds that a large change cannot pass."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from stelp_ci.change.tree import Entry
from stelp_ci.model.change import Change, EntryKind, FileChange, Hunk
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.shown import ShownFile, ShownHunk

MAX_LINES = 12_000
"""Lines of all files together."""

MAX_FILE_LINES = 1_500
"""Lines of one file: nobody reads further."""

MAX_WIDTH = 500
"""Characters of one line; what is cut off is marked."""

_FIRST = (FileRole.SOURCE, FileRole.TEST, FileRole.TEST_SUPPORT)
_REGULAR = (EntryKind.FILE, EntryKind.EXECUTABLE)

Contents = Callable[[list[str]], Iterator[bytes]]
"""Object ids -> what they hold, in the same order."""


class Sides(NamedTuple):
    """The entries of both trees by the name that a report shows."""

    base: Mapping[str, Entry]
    head: Mapping[str, Entry]


class _Wanted(NamedTuple):
    """A file, how many of its lines there is room for, and the object ids of its sides (empty: it has none)."""

    file: FileChange
    room: int
    base: str
    head: str


def shown_files(change: Change, sides: Sides, contents: Contents) -> tuple[ShownFile, ...]:
    """The text of the change in git's order; code and its tests get room before anything else."""
    wanted = list(_wanted(change, sides))
    read = contents([oid for one in wanted for oid in (one.base, one.head) if oid])
    shown = {one.file.path: _shown(one, read) for one in wanted}
    return tuple(shown[file.path] for file in change.files if file.path in shown)


def _wanted(change: Change, sides: Sides) -> Iterator[_Wanted]:
    room = MAX_LINES
    for file in sorted(change.files, key=lambda file: (file.role not in _FIRST, not file.is_python)):
        if not file.hunks or file.is_binary or file.entry not in _REGULAR:
            continue
        base, head = _oid(sides.base, file.base_path), _oid(sides.head, file.head_path)
        if base is None or head is None:
            continue
        taken = min(room, MAX_FILE_LINES, sum(map(_length, file.hunks)))
        room -= taken
        yield _Wanted(file, taken, base, head) if taken else _Wanted(file, 0, "", "")


def _oid(entries: Mapping[str, Entry], path: str | None) -> str | None:
    """Empty where that side has no file; None where the file cannot be read by its name."""
    if path is None:
        return ""
    entry = entries.get(path)
    return entry.oid if entry and entry.kind in _REGULAR else None


def _length(hunk: Hunk) -> int:
    return hunk.base_length + len(hunk.added)


def _shown(wanted: _Wanted, read: Iterator[bytes]) -> ShownFile:
    base = next(read).split(b"\n") if wanted.base else []
    head = next(read).split(b"\n") if wanted.head else []
    left, hunks = wanted.room, list[ShownHunk]()
    for hunk in wanted.file.hunks:
        lines = tuple(hunk_lines(hunk, base, head))[:left]
        left -= len(lines)
        if lines:
            hunks.append(ShownHunk(base_start=hunk.base_start, head_start=hunk.head_start, lines=lines))
    whole = sum(map(_length, wanted.file.hunks))
    return ShownFile(path=wanted.file.path, hunks=tuple(hunks), left_out=whole - sum(len(one.lines) for one in hunks))


def hunk_lines(hunk: Hunk, base: list[bytes], head: list[bytes]) -> Iterator[str]:
    """The lines of one hunk as git writes them: what is removed before what is added, context where both agree."""
    removed, added = set(hunk.removed), set(hunk.added)
    old, new = hunk.base_start, hunk.head_start
    old_end, new_end = old + hunk.base_length, new + hunk.head_length
    while old < old_end or new < new_end:
        if old < old_end and old in removed:
            yield "-" + _text(base, old)
            old += 1
        elif new < new_end and new in added:
            yield "+" + _text(head, new)
            new += 1
        else:
            yield " " + _text(head, new)
            old, new = old + 1, new + 1


def _text(lines: list[bytes], number: int) -> str:
    raw = lines[number - 1] if 0 < number <= len(lines) else b""
    text = raw[: 4 * (MAX_WIDTH + 2)].decode("utf-8", "backslashreplace")
    return text if len(text) <= MAX_WIDTH else text[:MAX_WIDTH] + " ..."
