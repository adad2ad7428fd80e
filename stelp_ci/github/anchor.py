"""Where a comment may stand: lines that the diff on GitHub shows, a range inside one hunk."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from stelp_ci.github.wire import File
from stelp_ci.model.remark import Remark

LONGEST = 30
"""Lines of a comment on several lines; a longer one stands at its first line."""

_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d{1,9})(?:,(\d{1,9}))? @@", re.MULTILINE)

Hunks = dict[str, tuple[range, ...]]
"""For each file the lines of the head that each hunk shows, context included."""


class Anchor(NamedTuple):
    """A place that GitHub takes: `start` is None for one line."""

    path: str
    line: int
    start: int | None = None


def read_hunks(files: Iterable[File]) -> Hunks:
    """The hunks of every file that has a patch."""
    return {file.filename: _ranges(file.patch) for file in files if file.patch}


def place(remark: Remark, hunks: Hunks) -> Anchor | None:
    """Where the remark can stand: the lines of its suggestion, its own, its first, else the first shown one it reaches.

    None for nowhere.
    """
    shown = hunks.get(remark.path, ())
    if (wanted := suggested(remark)) and any(_shows(hunk, wanted) for hunk in shown):
        return wanted
    for hunk in shown:
        if remark.start in hunk:
            whole = remark.start < remark.end <= remark.start + LONGEST and remark.end in hunk
            return Anchor(remark.path, remark.end, remark.start) if whole else Anchor(remark.path, remark.start)
    first, last = remark.reach
    within = [max(first, hunk.start) for hunk in shown if hunk and hunk.start <= last and first < hunk.stop]
    return Anchor(remark.path, min(within)) if within else None


def suggested(remark: Remark) -> Anchor | None:
    """The lines that the remark's suggestion replaces: a comment anywhere else would replace other ones."""
    found = remark.suggestion
    if found is None or not found.start <= found.end <= found.start + LONGEST:
        return None
    return Anchor(remark.path, found.end, found.start if found.start < found.end else None)


def _shows(hunk: range, anchor: Anchor) -> bool:
    return (anchor.start or anchor.line) in hunk and anchor.line in hunk


def _ranges(patch: str) -> tuple[range, ...]:
    found = _HUNK.findall(patch)
    return tuple(range(int(start), int(start) + int(length or "1")) for start, length in found)
