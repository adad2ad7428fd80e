"""Where a violation stands, in lines and characters, and what stood there."""

import sys

from ..position import column_of, lines_of
from ..result import Refusal
from .program import Against
from .result import Violation

_WIDEST = 60


def violations(against: "list[Against]", text: str) -> "tuple[Violation, ...]":
    """What stands against a program, in the order of the source, each thing once."""
    lines = lines_of(text)
    found = {_violation(one, lines): None for one in against}
    return tuple(sorted(found, key=lambda one: (one.line, one.column, one.code)))


def from_refusal(refusal: Refusal) -> Violation:
    """A refusal of the input discipline has one place and no extent."""
    line, column = refusal.line, refusal.column
    return Violation(refusal.code, refusal.message, line, column, line, column, "", refusal.repair)


def _violation(one: Against, lines: "list[str]") -> Violation:
    code = one.code
    line, column = _place(getattr(one.node, "lineno", 1), getattr(one.node, "col_offset", 0), lines)
    end_line, end_column = _place(getattr(one.node, "end_lineno", line), getattr(one.node, "end_col_offset", 0), lines)
    if (end_line, end_column) < (line, column):
        end_line, end_column = line, column
    message = f"{code.title}: {one.detail}" if one.detail else code.title
    last = end_column - 1 if end_line == line else sys.maxsize
    seen = lines[line - 1][column - 1 : last].strip()
    seen = seen if len(seen) <= _WIDEST else seen[: _WIDEST - 3] + "..."
    return Violation(code.code, message, line, column, end_line, end_column, seen, one.repair or code.repair)


def _place(line: "int | None", offset: "int | None", lines: "list[str]") -> "tuple[int, int]":
    """A place inside the source, whatever the tree says: within f-strings, Python before 3.12 told it wrong."""
    line = min(max(line or 1, 1), len(lines))
    column = column_of(lines[line - 1], max(offset or 0, 0))
    return line, min(column, len(lines[line - 1]) + 1)
