"""What stands beside a line of the diff: findings and evidence, each as a short note that leads to the whole item."""

from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.model.evidence import CapabilityChange, EffectChange, Ended, StubControl, Tampering
from stelp_ci.model.measured import Coverage, Differential, Mutants
from stelp_ci.model.report import Report
from stelp_ci.report import facts, wording
from stelp_ci.report.changed_functions import survivor
from stelp_ci.report.changed_tests import sentence
from stelp_ci.report.concern import describe
from stelp_ci.report.html.places import Places, address
from stelp_ci.report.select import reason_id


class Note(NamedTuple):
    """One note. `line` is None where the diff does not show a line for it; `kind` is the word in front of it."""

    path: str
    line: int | None
    kind: str
    text: str
    id: str
    href: str
    weight: str
    severity: str = ""


class _Spot(NamedTuple):
    """A line, and the function whose first shown line serves where the diff does not show it."""

    path: str
    line: int
    unit: str = ""


def notes(report: Report, places: Places) -> Iterator[Note]:
    """Every note, what weighs most first."""
    found = [*_evidence(report, places), *_findings(report, places), *_lone(report, places)]
    ranks = {"fail": 0, "inconclusive": 1, "needs-human": 2}
    yield from sorted(found, key=lambda note: ranks.get(note.weight, 3))


def _findings(report: Report, places: Places) -> Iterator[Note]:
    for found in facts.findings(report):
        where = found.location
        note = _note(places, _Spot(where.path, where.line), f"{found.tool} {found.rule}", found.message, found.id)
        yield note._replace(severity=found.severity.value)


def _lone(report: Report, places: Places) -> Iterator[Note]:
    """Reasons that refer to nothing but a place."""
    for reason in facts.reasons(report):
        if reason.location and not any(ref in places.known for ref in reason.refs):
            where, id = reason.location, reason_id(reason)
            note = _note(places, _Spot(where.path, where.line), reason.gate, reason.message, id)
            yield note._replace(weight=reason.decision.value)


def _evidence(report: Report, places: Places) -> Iterator[Note]:
    for test in facts.troubled_tests(report):
        if where := facts.location_of_test(test):
            text = f"{wording.test_story(test)}: {wording.test_complaint(test)}"
            yield _note(places, _Spot(where.path, where.line), "test", f"{test.record.nodeid} {text}", test.id)
    for item in facts.evidence_of(report, Ended):
        if item.location:
            yield _note(places, _Spot(item.location.path, item.location.line), "ended", wording.ended(item), item.id)
    for item in facts.evidence_of(report, Tampering):
        yield _note(places, _Spot(item.path, item.line), "weaker test", sentence(item), item.id)
    yield from _measured(report, places)
    yield from _gained(report, places)


def _measured(report: Report, places: Places) -> Iterator[Note]:
    for item in facts.evidence_of(report, StubControl):
        if not item.noticed_by and not item.not_assessed:
            text = f"do the tests notice when {item.unit} is replaced? {wording.control(item)}"
            yield _note(places, _Spot(item.path, item.line, item.unit), "stub", text, item.id)
    for item in (item for item in facts.evidence_of(report, Differential) if item.difference):
        yield _note(places, _Spot(item.path, item.line, item.unit), "differs", describe(item), item.id)
    for item in facts.evidence_of(report, Mutants):
        for one in item.survivors:
            spot = _Spot(item.path, one.line, item.unit)
            yield _note(places, spot, "surviving fault", survivor(one), item.id)
    for item in facts.evidence_of(report, Coverage):
        yield from (
            _note(places, _Spot(item.path, line), "not executed", "by any test", item.id) for line in item.missed
        )


def _gained(report: Report, places: Places) -> Iterator[Note]:
    for item in (*facts.evidence_of(report, CapabilityChange), *facts.evidence_of(report, EffectChange)):
        for use in item.gained:
            verb = "newly uses" if isinstance(item, CapabilityChange) else "was newly seen using"
            text = f"{item.unit} {verb} {use.capability.value}: {use.what}"
            yield _note(places, _Spot(item.path, use.line, item.unit), "capability", text, item.id)


def _note(places: Places, spot: _Spot, kind: str, text: str, id: str) -> Note:
    return Note(spot.path, places.shown_line(*spot), kind, text, id, address(id), places.weight(id))
