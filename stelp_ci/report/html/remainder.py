"""The shorter sections: capabilities, changed tests, what was not assessed, what failed, where it ran."""

from typing import NamedTuple

from stelp_ci.model.evidence import CapabilityChange, EffectChange, Ended, KernelSeen, NotAssessed
from stelp_ci.model.execution import EffectRecord
from stelp_ci.model.finding import Location
from stelp_ci.model.isolated import Isolated
from stelp_ci.model.outcome import Failed
from stelp_ci.model.program import CapabilityUse, Refused
from stelp_ci.model.report import Report
from stelp_ci.report import facts, wording
from stelp_ci.report.changed_tests import changed_tests
from stelp_ci.report.html.places import Place, Places, address


class Sentence(NamedTuple):
    """One sentence. `id` is empty where an earlier row has it already, or where there is none."""

    text: str
    id: str = ""
    href: str = ""
    place: Place = Place()
    loud: bool = False
    weight: str = ""
    detail: str = ""


class UseRow(NamedTuple):
    """One thing that a changed unit reaches for and its base version did not."""

    id: str
    href: str
    capability: str
    what: str
    unit: str
    place: Place
    how: str
    denied: bool
    weight: str


class Pair(NamedTuple):
    """A name and its value, of where it ran."""

    name: str
    value: str


def test_sentences(report: Report, places: Places) -> list[Sentence]:
    """Runs that ended early, what ran apart and what the kernel saw; then what became of the tests of the change."""
    found = [_ended(item, places) for item in facts.evidence_of(report, Ended)]
    found += [_of_run(item, places, loud=bool(item.contradicted)) for item in facts.evidence_of(report, Isolated)]
    found += [_of_run(item, places, loud=not item.reported) for item in facts.evidence_of(report, KernelSeen)]
    seen: set[str] = set()
    for row in changed_tests(report):
        id = "" if row.id in seen else row.id
        seen.add(row.id)
        weight = places.weight(row.id) if row.loud else ""
        place = places.of(row.location)
        found.append(Sentence(row.text, id, address(row.id), place=place, loud=row.loud, weight=weight))
    return found


def _ended(item: Ended, places: Places) -> Sentence:
    place, weight = places.of(item.location), places.weight(item.id)
    return Sentence(wording.ended(item), item.id, address(item.id), place=place, loud=True, weight=weight)


def _of_run(item: Isolated | KernelSeen, places: Places, *, loud: bool) -> Sentence:
    return Sentence(item.said, item.id, address(item.id), loud=loud, weight=places.weight(item.id))


def use_rows(report: Report, places: Places) -> list[UseRow]:
    """Static uses first, then what was seen while the tests ran."""
    changes = (*facts.evidence_of(report, CapabilityChange), *facts.evidence_of(report, EffectChange))
    rows = [(item, _use(item, use, places)) for item in changes for use in item.gained]
    firsts = {item.id: number for number, (item, _) in reversed([*enumerate(rows)])}
    return [row if firsts[item.id] == number else row._replace(id="") for number, (item, row) in enumerate(rows)]


def _use(item: CapabilityChange | EffectChange, use: CapabilityUse | EffectRecord, places: Places) -> UseRow:
    seen = isinstance(use, EffectRecord)
    return UseRow(
        id=item.id,
        href=address(item.id),
        capability=use.capability.value,
        what=use.what,
        unit=item.unit,
        place=places.of(Location(path=item.path, line=use.line, end_line=use.line)),
        how=f"seen while {use.test or 'the module was imported'} ran" if seen else "read in the source",
        denied=seen and use.denied,
        weight=places.weight(item.id),
    )


def gaps(report: Report, places: Places) -> list[Sentence]:
    """What failed in the tool or its surroundings, what the transpiler refused, and what was not assessed."""
    return [
        *(_failed(one) for one in facts.failures(report)),
        *(_refused(one, places) for one in facts.refusals(report)),
        *(_missed(item, places) for item in facts.evidence_of(report, NotAssessed)),
    ]


def _failed(one: Failed) -> Sentence:
    text = f"{one.what} ({one.stage}) could not run: {one.reason}"
    return Sentence(text, loud=True, weight="inconclusive", detail=one.remedy)


def _refused(one: Refused, places: Places) -> Sentence:
    place = places.of(Location(path=one.path, line=one.line, end_line=one.line))
    return Sentence(f"refused by the transpiler: {one.message} ({one.code})", place=place, loud=True, detail=one.repair)


def _missed(item: NotAssessed, places: Places) -> Sentence:
    charged = "the same on the base, so not charged" if item.also_on_base else "assessed on the base"
    text, weight = f"{item.subject} ({item.probe}): {item.reason}", places.weight(item.id)
    loud = not item.also_on_base
    return Sentence(text, item.id, address(item.id), loud=loud, weight=weight, detail=charged)


def surroundings(report: Report) -> list[Pair]:
    """Where this ran, as names and values."""
    author = wording.author(report.change)
    evidence = "; ".join(report.change.author.evidence)
    return [
        Pair("Change", wording.change(report.change)),
        *([Pair("Author", f"{author}: {evidence}" if evidence else author)] if author else []),
        Pair("Sandbox", wording.runtime(report.runtime)),
        Pair("Scanners", ", ".join(wording.scanner(scan) for scan in facts.scanners(report)) or "none"),
        Pair("Gates", ", ".join(report.verdict.gates) or "none"),
        Pair("stelp-ci", report.tool_version),
    ]
