"""The text of a change as a reader sees it: the hunks of the diff with their lines, within bounds."""

from stelp_ci.model.value import Value


class ShownHunk(Value, frozen=True, kw_only=True):
    """One hunk; starts are counted from 1. A line begins with a space (both sides), `-` (base) or `+` (head)."""

    base_start: int
    head_start: int
    lines: tuple[str, ...]


class ShownFile(Value, frozen=True, kw_only=True):
    """The hunks of one changed file; `left_out` says how many lines of them there was no room for."""

    path: str
    hunks: tuple[ShownHunk, ...] = ()
    left_out: int = 0
