"""Lines of styled text, and how rich puts them on a terminal of a given width."""

import io
from typing import TYPE_CHECKING, NamedTuple

from stelp_ci.report.escape import guard_log, terminal_text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

MIN_WIDTH = 40
"""Columns below which text is no longer wrapped narrower."""


class Span(NamedTuple):
    """A piece of text in one style (rich's words: `bold`, `red`, `dim`)."""

    text: str
    style: str = ""


class Line(NamedTuple):
    """`lead` stands at the left; `body` is wrapped beside it, so that its lines stand under each other."""

    lead: tuple[Span, ...] = ()
    body: tuple[Span, ...] = ()


def paint(lines: list[Line], *, colour: bool, width: int) -> str:
    """The lines as text: with colours as escape sequences if `colour`, and nothing else that a terminal acts on."""
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=max(width, MIN_WIDTH),
        color_system="standard" if colour else None,
        force_terminal=colour,
        no_color=not colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )

    with console.capture() as captured:
        for line in lines:
            for row in _wrapped(line, console):
                console.print(row, soft_wrap=True)
    return guard_log(captured.get())


def _wrapped(line: Line, console: "Console") -> "list[Text]":
    """The rows of one line: the body beside its lead, or below the lead's start where that leaves too little room."""
    from rich.text import Text

    lead, body = _styled(line.lead), _styled(line.body)
    if lead.cell_len > console.width // 2:
        lead, body = Text(), lead + body
    rows: list[Text] = []
    for number, part in enumerate(body.wrap(console, console.width - lead.cell_len, overflow="fold") or [Text()]):
        row = (lead if number == 0 else Text(" " * lead.cell_len)) + part
        row.rstrip()
        rows.append(row)
    return rows


def _styled(spans: tuple[Span, ...]) -> "Text":
    from rich.text import Text

    return Text.assemble(*((terminal_text(span.text), span.style) for span in spans))
