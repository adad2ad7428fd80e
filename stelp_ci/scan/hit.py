"""One hit of a scanner on one side, before it is known whether the change brought it."""

from typing import NamedTuple

from stelp_ci.model.finding import Confidence, Fix, Severity
from stelp_ci.scan.source import Source

MAX_MESSAGE = 1000
"""Characters of a tool's message that a finding keeps: messages quote the code under judgement."""


class Rule(NamedTuple):
    """What a finding says about the rule that made it."""

    name: str
    severity: Severity
    confidence: Confidence
    message: str
    cwe: tuple[int, ...] = ()
    remedy: str = ""
    url: str = ""


class Place(NamedTuple):
    """Where a hit is: `symbol` and `text` (the first line's) are what survives a line shift."""

    path: str
    line: int
    end_line: int
    column: int
    symbol: str
    text: str


class Hit(NamedTuple):
    """A rule that matched in a place; `fix` mends it there where that is sure."""

    rule: Rule
    place: Place
    fix: Fix | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two hits the same wherever they stand: rule, symbol and normalised line."""
        return self.rule.name, self.place.symbol, " ".join(self.place.text.split())


def place_in(source: Source, line: int, *, end_line: int | None = None, column: int = 0) -> Place:
    """The place of a hit in a Python file; lines outside the file are moved to its nearest one."""
    first = min(max(line, 1), len(source.lines))
    last = min(max(end_line or first, first), len(source.lines))
    return Place(source.path, first, last, column, source.symbol_at(first), source.line(first))
