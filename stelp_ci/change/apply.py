"""Applies the hunks of a diff to the bytes they were made for: at the lines they name, or not at all. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from stelp_ci.change.patch import PatchHunk
from stelp_ci.errors import ChangeError


def apply_hunks(content: bytes, hunks: Sequence[PatchHunk], *, path: str) -> bytes:
    """The content after all hunks. Raises `ChangeError` naming the file and the hunk that does not match."""
    lines = content.split(b"\n")
    lines = [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    result: list[bytes] = []
    at = 0
    for number, hunk in enumerate(hunks, 1):
        start = hunk.header.base_start - (hunk.header.base_length > 0)
        end = start + len(hunk.base)
        if start < at or start > len(lines) or tuple(lines[start:end]) != hunk.base:
            raise _mismatch(path, number, hunk)
        result += lines[at:start]
        result += hunk.head
        at = end
    result += lines[at:]
    if any(not line.endswith(b"\n") for line, _ in pairwise(result)):
        raise ChangeError(f"{path}: a line without a line end would stand in the middle of the file")
    return b"".join(result)


def _mismatch(path: str, number: int, hunk: PatchHunk) -> ChangeError:
    start, length = hunk.header.base_start, hunk.header.base_length
    return ChangeError(
        f"{path}: hunk {number} (@@ -{start},{length}) does not match the base",
        remedy="name the commit that the diff was made against with --base",
    )
