"""One card for each changed function: what its tests notice, what they pass, how base and head differ."""

from typing import NamedTuple

from stelp_ci.model.evidence import StubControl
from stelp_ci.model.finding import Location
from stelp_ci.model.measured import Coverage, Difference, Differential, Mutants, Survivor
from stelp_ci.model.report import Report
from stelp_ci.report import facts, wording
from stelp_ci.report.changed_functions import MAX_LINES
from stelp_ci.report.html.places import Place, Places, address

Measurement = StubControl | Coverage | Differential | Mutants


class Fact(NamedTuple):
    """One measurement. `kind` is good, bad or quiet; `difference` and `survivors` are the evidence itself."""

    id: str
    href: str
    title: str
    kind: str
    text: str
    replay: str
    difference: Difference | None = None
    survivors: tuple[Survivor, ...] = ()
    more: int = 0


class FunctionCard(NamedTuple):
    """A changed function with its measurements; `weight` is the worst decision that rests on one of them."""

    path: str
    unit: str
    place: Place
    facts: list[Fact]
    weight: str


def function_cards(report: Report, places: Places) -> list[FunctionCard]:
    """Every function of which something was measured, those with something to look at first."""
    found: dict[tuple[str, str], list[Measurement]] = {}
    measured: list[Measurement] = [
        *facts.evidence_of(report, StubControl),
        *facts.evidence_of(report, Coverage),
        *facts.evidence_of(report, Differential),
        *facts.evidence_of(report, Mutants),
    ]
    for item in measured:
        found.setdefault((item.path, item.unit), []).append(item)
    cards = [_card(of_one, places) for of_one in found.values()]
    return sorted(cards, key=lambda card: (not card.weight, all(fact.kind != "bad" for fact in card.facts)))


def _card(measured: list[Measurement], places: Places) -> FunctionCard:
    first = measured[0]
    weights = [places.weights[item.id] for item in measured if item.id in places.weights]
    return FunctionCard(
        path=first.path,
        unit=first.unit,
        place=places.of(Location(path=first.path, line=first.line, end_line=first.line)),
        facts=[_fact(item) for item in measured],
        weight=max(weights, key=lambda one: one.rank).value if weights else "",
    )


def _fact(item: Measurement) -> Fact:
    match item:
        case StubControl():
            return _said(item, "Do its tests notice a stub?", *_control(item))
        case Coverage():
            return _said(item, "Changed statements", *_coverage(item))
        case Differential():
            return _said(item, "Base against head", *_differential(item))._replace(difference=item.difference)
        case Mutants():
            found = _said(item, "Small faults", *_mutants(item))
            return found._replace(survivors=item.survivors[:MAX_LINES], more=max(0, len(item.survivors) - MAX_LINES))


def _said(item: Measurement, title: str, kind: str, text: str) -> Fact:
    if item.not_assessed:
        kind, text = "quiet", f"not assessed: {item.not_assessed}"
    return Fact(item.id, address(item.id), title, kind, text, wording.replay(item.id))


def _control(item: StubControl) -> tuple[str, str]:
    return "good" if item.noticed_by else "bad", wording.control(item)


def _coverage(item: Coverage) -> tuple[str, str]:
    if not item.statements:
        return "quiet", "none that can be covered"
    branches = f", {item.taken} of {wording.count(item.branches, 'branch', 'branches')}" if item.branches else ""
    missed = ", ".join(str(line) for line in item.missed[:MAX_LINES])
    rest = f" and {len(item.missed) - MAX_LINES} more" if len(item.missed) > MAX_LINES else ""
    lines = f"; not executed: {'line' if len(item.missed) == 1 else 'lines'} {missed}{rest}" if missed else ""
    tests = wording.count(item.reached_by, "test")
    return (
        "bad" if item.missed else "good",
        f"{item.covered} of {item.statements} executed{branches}, by {tests}{lines}",
    )


def _differential(item: Differential) -> tuple[str, str]:
    tried = f"{wording.count(item.compared, 'input')} compared, {item.recorded} from the tests' own calls"
    if item.difference is None:
        return "good", f"the same answers ({tried})"
    return "bad", f"another answer at input {item.first_at} ({tried}): intended?"


def _mutants(item: Mutants) -> tuple[str, str]:
    uncovered = f"; {item.uncovered} more in lines that no test executes" if item.uncovered else ""
    left = f"; {item.left} not tried" if item.left else ""
    if not item.tried:
        return "quiet", f"none was tried{uncovered}{left}"
    text = f"{item.noticed} of {item.tried} noticed by the tests{uncovered}{left}"
    return "bad" if item.survivors else "good", text
