"""Find one item of a report by its stable id: what `stelp-ci replay ID` runs again."""

import hashlib
from collections.abc import Iterator

from stelp_ci.errors import ReportError
from stelp_ci.model.evidence import Evidence, TestEvidence
from stelp_ci.model.finding import Finding, Location
from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Reason
from stelp_ci.report import facts
from stelp_ci.report.escape import clip, one_line

Evidenced = Finding | TestEvidence | Evidence
"""What a reason may refer to."""

Item = Evidenced | Reason
"""What can be named by an id: `F-` a finding, `E-` evidence (one test of it, too), `R-` a reason of the verdict."""

ASKING = frozenset({"differential", "untested", "mutants"})
"""Gates whose notices want an answer: is this intended, and where is the test of it?"""

NEAREST = 3
"""How many similar ids an error offers."""


def reason_id(reason: Reason) -> str:
    """The stable id of one reason: `R-` and 10 hex digits over its gate, message and place."""
    where = (reason.location.path, str(reason.location.line)) if reason.location else ()
    text = "\0".join((reason.decision, reason.gate, reason.message, *where))
    return "R-" + hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:10]


def items(report: Report) -> dict[str, Item]:
    """Every item by its id, in the order of the report. Of two items with one id, the first counts."""
    found: dict[str, Item] = {}
    for key, item in _named(report):
        found.setdefault(key, item)
    return found


def _named(report: Report) -> Iterator[tuple[str, Item]]:
    yield from ((finding.id, finding) for finding in facts.findings(report))
    yield from ((item.id, item) for item in report.evidence)
    yield from ((test.id, test) for test in facts.tests(report))
    yield from ((reason_id(reason), reason) for reason in report.verdict.reasons)


def reason_location(reason: Reason, known: dict[str, Item]) -> Location | None:
    """A reason's own place, or that of the first item it refers to that has one."""
    referred = (known[ref] for ref in reason.refs if ref in known)
    places = (facts.item_location(item) for item in referred if not isinstance(item, Reason))
    return reason.location or next((place for place in places if place), None)


def shown_notices(report: Report, known: dict[str, Item]) -> tuple[Reason, ...]:
    """The notices that refer to nothing, and those that ask the reader something.

    The others stand with the findings and the evidence that they speak of.
    """
    return tuple(
        notice
        for notice in facts.notices(report)
        if notice.gate in ASKING or not any(ref in known for ref in notice.refs)
    )


def find_item(report: Report, id: str) -> Item:
    """The item called `id`. Raises `ReportError`, naming the most similar ids, when there is none."""
    known = items(report)
    if id in known:
        return known[id]
    raise ReportError(f"the report has no item {clip(one_line(id), 80)!r}", remedy=_nearest(id, known))


def _nearest(id: str, known: dict[str, Item]) -> str:
    from difflib import get_close_matches

    if not known:
        return "The report has no findings, no evidence and no reasons: there is nothing to run again."
    near = get_close_matches(id[:80], known, n=NEAREST, cutoff=0.0)
    return "Give one of the ids that the report shows; the nearest are " + ", ".join(near) + "."
