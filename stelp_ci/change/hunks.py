"""Reads the hunks of git's own patches: bytes in, line numbers out, one section for each `diff --git`."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stelp_ci.errors import ChangeError
from stelp_ci.model.change import Hunk

_HEADER = re.compile(rb"@@ -(\d{1,10})(?:,(\d{1,10}))? \+(\d{1,10})(?:,(\d{1,10}))? @@")


class Section(NamedTuple):
    """The hunks under one `diff --git` line; `is_binary` if git would not show any."""

    hunks: tuple[Hunk, ...]
    is_binary: bool


class HunkHeader(NamedTuple):
    """The four numbers of a `@@` line; a length that is left out is 1."""

    base_start: int
    base_length: int
    head_start: int
    head_length: int


def read_header(line: bytes) -> HunkHeader | None:
    """The numbers of a `@@` line, None for any other line."""
    match = _HEADER.match(line)
    if match is None:
        return None
    base_start, base_length, head_start, head_length = match.groups()
    return HunkHeader(int(base_start), int(base_length or 1), int(head_start), int(head_length or 1))


def read_sections(lines: Iterable[bytes]) -> Iterator[Section]:
    """One section for each `diff --git` line, in order. Raises `ChangeError` where the patch breaks off.

    NOTE: lines end in LF and nothing else (`str.splitlines` would also cut at CR, FF, U+0085 and U+2028).
    """
    stream = iter(lines)
    hunks: list[Hunk] | None = None
    binary = False
    for line in stream:
        if line.startswith(b"diff --git "):
            if hunks is not None:
                yield Section(tuple(hunks), binary)
            hunks, binary = [], False
        elif hunks is not None and line.startswith(b"Binary files "):
            binary = True
        elif hunks is not None and (header := read_header(line)):
            hunks.append(_read_hunk(header, stream))
    if hunks is not None:
        yield Section(tuple(hunks), binary)


def _read_hunk(header: HunkHeader, stream: Iterator[bytes]) -> Hunk:
    base_line, head_line = header.base_start, header.head_start
    base_left, head_left = header.base_length, header.head_length
    added: list[int] = []
    removed: list[int] = []
    while base_left > 0 or head_left > 0:
        match next(stream, b"")[:1]:
            case b"+":
                added.append(head_line)
                head_line, head_left = head_line + 1, head_left - 1
            case b"-":
                removed.append(base_line)
                base_line, base_left = base_line + 1, base_left - 1
            case b" ":
                base_line, base_left = base_line + 1, base_left - 1
                head_line, head_left = head_line + 1, head_left - 1
            case b"\\":
                continue
            case _:
                raise ChangeError("git's patch breaks off inside a hunk")
    return Hunk(**header._asdict(), added=tuple(added), removed=tuple(removed))
