"""Why the verdict is what it is: one row for each reason, with the items that it rests on."""

from typing import NamedTuple

from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Reason
from stelp_ci.report import facts, wording
from stelp_ci.report.html.places import Place, Places, address
from stelp_ci.report.select import reason_id, reason_location

MAX_REFS = 12
"""Items that are named at one reason; the others are counted, and marked where they stand."""

OPEN = 60
"""Reasons that stand open; more are folded."""


class Link(NamedTuple):
    """An item, by its id."""

    id: str
    href: str


class ReasonRow(NamedTuple):
    """One reason. `replay` is the command that runs the first of its items again, empty where there is none."""

    id: str
    href: str
    decision: str
    gate: str
    message: str
    remedy: str
    place: Place
    refs: tuple[Link, ...]
    more: int
    replay: str
    path: str


class Reasons(NamedTuple):
    """Those that carry weight: the worst open, the others short and folded; then the notices."""

    first: list[ReasonRow]
    rest: list[ReasonRow]
    notices: list[ReasonRow]

    @property
    def size(self) -> int:
        """How many carry weight."""
        return len(self.first) + len(self.rest)


def reason_rows(report: Report, places: Places) -> Reasons:
    """Every reason of the verdict, the worst first."""
    rows = [_row(reason, places) for reason in facts.reasons(report)]
    return Reasons(rows[:OPEN], rows[OPEN:], [_row(reason, places) for reason in facts.notices(report)])


def _row(reason: Reason, places: Places) -> ReasonRow:
    refs = [ref for ref in reason.refs if ref in places.known]
    location = reason_location(reason, places.known)
    return ReasonRow(
        id=reason_id(reason),
        href=address(reason_id(reason)),
        decision=reason.decision.value,
        gate=reason.gate,
        message=reason.message,
        remedy=reason.remedy,
        place=places.of(location),
        refs=tuple(Link(ref, address(ref)) for ref in refs[:MAX_REFS]),
        more=max(0, len(refs) - MAX_REFS),
        replay=wording.replay(refs[0]) if refs else "",
        path=location.path if location else "",
    )
