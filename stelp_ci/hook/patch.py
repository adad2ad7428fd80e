"""git's patch without context (`-U0`): for each file the regions of the head that were written. Pure."""

import re
from typing import NamedTuple

from stelp_ci.errors import ChangeError

_HEADER = re.compile(rb"@@ -(\d{1,10})(?:,(\d{1,10}))? \+(\d{1,10})(?:,(\d{1,10}))? @@")


class Region(NamedTuple):
    """One hunk: where it stands on both sides, and the lines it wrote, without their ends."""

    base_start: int
    base_length: int
    head_start: int
    lines: tuple[bytes, ...] = ()


def read_patch(patch: bytes) -> list[tuple[tuple[Region, ...], bool]]:
    """For each `diff --git` its regions, and whether git took the file for binary. Raises `ChangeError`."""
    sections: list[tuple[list[Region], bool]] = []
    lines = patch.split(b"\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith(b"diff --git "):
            sections.append(([], False))
        elif sections and line.startswith(b"Binary files "):
            sections[-1] = (sections[-1][0], True)
        elif sections and (header := _HEADER.match(line)):
            region, at = _region(header, lines, at)
            sections[-1][0].append(region)
    return [(tuple(regions), binary) for regions, binary in sections]


def whole(content: bytes) -> Region:
    """All of a file as one region."""
    lines = content.split(b"\n")
    return Region(0, 0, 1, tuple(lines[:-1] if lines[-1] == b"" else lines))


def _region(header: re.Match[bytes], lines: list[bytes], at: int) -> tuple[Region, int]:
    base_start, base_length, head_start, head_length = (int(number or 1) for number in header.groups())
    left, missing = base_length, head_length
    added: list[bytes] = []
    while left or missing:
        line = lines[at] if at < len(lines) else b""
        at += 1
        if line.startswith(b"+") and missing:
            added.append(line[1:])
            missing -= 1
        elif line.startswith(b"-") and left:
            left -= 1
        elif not line.startswith(b"\\"):
            raise ChangeError("git's patch breaks off inside a hunk")
    return Region(base_start, base_length, head_start, tuple(added)), at
