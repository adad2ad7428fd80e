"""The lines of the terminal's report: a heading, a row, a section that is cut where it grows too long."""

from collections.abc import Iterable

from stelp_ci.report import wording
from stelp_ci.report.escape import clip, one_line
from stelp_ci.report.paint import Line, Span

MAX_ROWS = 15
"""Rows of one section; the rest is counted."""

MAX_TEXT = 400
"""Characters of one message."""


def plain(text: str, style: str = "") -> tuple[Span, ...]:
    """Text of the change or of a tool, escaped and clipped."""
    return (Span(one_line(clip(text, MAX_TEXT)), style),)


def heading(text: str) -> Line:
    """The first line of a section."""
    return Line(body=(Span(text, "bold"),))


def more(number: int, noun: str) -> list[Line]:
    """The line that counts what is not shown, if anything is."""
    return [Line((Span("  "),), plain(f"... {wording.more(number, noun)}", "dim"))] if number > 0 else []


def cut(lines: Iterable[Line], noun: str) -> list[Line]:
    """The first of them, and how many more there are."""
    rows = list(lines)
    return [*rows[:MAX_ROWS], *more(len(rows) - MAX_ROWS, noun)]


def row(lead: str, body: str, *, style: str = "", note: str = "") -> Line:
    """A line of a section: `lead` in the colour of `style`, what is said, and `note` after it, dim."""
    tail = (Span("  " + one_line(clip(note, MAX_TEXT)), "dim"),) if note else ()
    return Line((Span("  " + lead, style),), (*plain(body), *tail))
