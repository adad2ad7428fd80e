"""Cuts the text of a diff into files and hunks by counting lines, and refuses what it cannot place. Pure.

NOTE: lines end in LF and nothing else; a line that looks like a header inside a hunk is content.
"""

from collections.abc import Sequence
from typing import NamedTuple

from stelp_ci.change.hunks import HunkHeader, read_header
from stelp_ci.errors import ChangeError

_EXTENDED = (
    b"index ",
    b"old mode ",
    b"new mode ",
    b"new file mode ",
    b"deleted file mode ",
    b"similarity index ",
    b"dissimilarity index ",
    b"rename from ",
    b"rename to ",
    b"copy from ",
    b"copy to ",
    b"Binary files ",
    b"GIT binary patch",
)


class HunkText(NamedTuple):
    """The lines of one hunk, the `@@` line first; `line` is its number in the diff, counted from 1."""

    line: int
    header: HunkHeader
    lines: tuple[bytes, ...]


class FileText(NamedTuple):
    """The header lines and hunks of one file; `line` is the number of its first line in the diff."""

    line: int
    headers: list[bytes]
    hunks: list[HunkText]


def cut(lines: Sequence[bytes]) -> list[FileText]:
    """The files of a diff. Text before, between and after them is passed over. Raises `ChangeError`."""
    return _Cutter(lines).cut()


class _Cutter:
    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines
        self._at = 0
        self._files: list[FileText] = []
        self._open = False

    def cut(self) -> list[FileText]:
        while self._at < len(self._lines):
            self._step(self._lines[self._at])
        return self._files

    def _step(self, line: bytes) -> None:
        if line.startswith(b"diff --git "):
            self._begin(line)
        elif self._is_name_pair(line):
            self._names()
        elif line.startswith(b"@@"):
            self._hunk(line)
        elif self._open:
            self._inside(line)
        else:
            self._at += 1

    def _is_name_pair(self, line: bytes) -> bool:
        return line.startswith(b"--- ") and self._peek(1).startswith(b"+++ ")

    def _names(self) -> None:
        """`---` and `+++`: they belong to the `diff --git` above, or begin a file of a plain diff."""
        file = self._files[-1] if self._open else None
        if file is None or file.hunks or any(header.startswith(b"--- ") for header in file.headers):
            self._files.append(FileText(self._at + 1, [], []))
        self._open = True
        self._files[-1].headers.extend(self._lines[self._at : self._at + 2])
        self._at += 2

    def _begin(self, line: bytes) -> None:
        self._files.append(FileText(self._at + 1, [line], []))
        self._open = True
        self._at += 1

    def _inside(self, line: bytes) -> None:
        """A line behind a file's header or behind its last hunk."""
        file = self._files[-1]
        if not file.hunks and line.startswith(_EXTENDED):
            file.headers.append(line)
        elif file.hunks and line[:1] in (b"+", b"-", b" ", b"\\") and line.rstrip(b"\r\n") not in (b"-- ", b"--"):
            raise _refused(self._at, "a line stands behind the end of its hunk")
        else:
            self._open = False
        self._at += 1

    def _hunk(self, line: bytes) -> None:
        header = read_header(line)
        if header is None:
            raise _refused(self._at, "the header of a hunk cannot be read (diffs of merges have no defined result)")
        if not self._open or not any(text.startswith(b"+++ ") for text in self._files[-1].headers):
            raise _refused(self._at, "a hunk belongs to no file")
        start = self._at
        self._at += 1
        self._count(header)
        lines = tuple(self._lines[start : self._at])
        self._files[-1].hunks.append(HunkText(start + 1, header, lines))

    def _count(self, header: HunkHeader) -> None:
        base, head = header.base_length, header.head_length
        while base > 0 or head > 0:
            kind = self._peek(0)[:1]
            if kind not in (b" ", b"+", b"-", b"\\", b"\n", b"\r"):
                raise _refused(self._at, "a hunk is shorter than its header says")
            base -= kind not in (b"+", b"\\")
            head -= kind not in (b"-", b"\\")
            self._at += 1
        if base < 0 or head < 0:
            raise _refused(self._at, "a hunk is longer than its header says")
        if self._peek(0).startswith(b"\\"):
            self._at += 1

    def _peek(self, ahead: int) -> bytes:
        at = self._at + ahead
        return self._lines[at] if at < len(self._lines) else b""


def _refused(at: int, reason: str) -> ChangeError:
    return ChangeError(f"line {at + 1} of the diff: {reason}", remedy="make the diff with: git diff BASE HEAD")
