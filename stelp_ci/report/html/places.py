"""Where things stand on the page: the address of a line of the diff, and the address of an item."""

from typing import NamedTuple
from urllib.parse import quote

from stelp_ci.model.evidence import CapabilityChange, EffectChange, StubControl
from stelp_ci.model.finding import Location
from stelp_ci.model.measured import Coverage, Differential, Mutants
from stelp_ci.model.report import Report
from stelp_ci.model.shown import ShownFile
from stelp_ci.model.verdict import Decision
from stelp_ci.report import facts
from stelp_ci.report.select import Item, items

OfUnit = StubControl | CapabilityChange | EffectChange | Coverage | Differential | Mutants
"""Evidence that speaks of one function."""


class Place(NamedTuple):
    """`path:line` and where it leads on this page: empty where the diff does not show that line."""

    text: str = ""
    href: str = ""


class Places(NamedTuple):
    """The lines of the head that the page shows for each file, every item by its id, and the weight of each."""

    lines: dict[str, frozenset[int]]
    known: dict[str, Item]
    weights: dict[str, Decision]
    report: Report

    def of(self, location: Location | None) -> Place:
        """A location, as a link where the diff shows its line."""
        if location is None or not location.path:
            return Place()
        text = f"{location.path}:{location.line}"
        there = location.line in self.lines.get(location.path, frozenset())
        return Place(text, address(line_anchor(location.path, location.line)) if there else "")

    def weight(self, id: str) -> str:
        """The worst decision that rests on an item; empty where none does."""
        decision = self.weights.get(id)
        return decision.value if decision else ""

    def shown_line(self, path: str, line: int, unit: str = "") -> int | None:
        """The line itself where the diff shows it, else the first shown line of the function that it belongs to."""
        lines = self.lines.get(path, frozenset())
        if line in lines:
            return line
        span = self._span(path, line, unit) if unit else range(0)
        return min((shown for shown in lines if shown in span), default=None)

    def _span(self, path: str, line: int, unit: str) -> range:
        file = self.report.change.file(path)
        heads = (changed.head for changed in file.units) if file else ()
        spans = (head.span for head in heads if head and head.qualname == unit and line in head.span)
        return next((range(span.start, span.end + 1) for span in spans), range(0))


def read_places(report: Report) -> Places:
    """Index a report once."""
    return Places({file.path: _lines(file) for file in report.diff}, items(report), _weights(report), report)


def _lines(file: ShownFile) -> frozenset[int]:
    found: set[int] = set()
    for hunk in file.hunks:
        count = sum(not line.startswith("-") for line in hunk.lines)
        found.update(range(hunk.head_start, hunk.head_start + count))
    return frozenset(found)


def _weights(report: Report) -> dict[str, Decision]:
    """The worst decision that rests on each item; a notice has no weight."""
    weights: dict[str, Decision] = {}
    for reason in facts.reasons(report):
        for ref in reason.refs:
            if ref not in weights or reason.decision.rank > weights[ref].rank:
                weights[ref] = reason.decision
    return weights


def line_anchor(path: str, line: int) -> str:
    """The id of a line of the diff: readable, and the same in every run."""
    return f"{path}:{line}"


def address(anchor: str) -> str:
    """The link to an id of this page."""
    return "#" + quote(anchor, safe="/:.-_~", errors="backslashreplace")
