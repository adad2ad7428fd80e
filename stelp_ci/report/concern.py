"""What somebody has to act on: every reason of the verdict, spread over the places that it refers to."""

from typing import NamedTuple, assert_never

from stelp_ci.model.evidence import (
    CapabilityChange,
    Claims,
    EffectChange,
    Ended,
    KernelSeen,
    NewTests,
    NotAssessed,
    Regression,
    StubControl,
    Tampering,
    TestEvidence,
    TestsRun,
)
from stelp_ci.model.finding import Finding, Location
from stelp_ci.model.isolated import Isolated
from stelp_ci.model.measured import Coverage, Differential, Measured, Mutants
from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report import facts, wording
from stelp_ci.report.changed_functions import measured_sentence
from stelp_ci.report.changed_tests import sentence
from stelp_ci.report.select import Evidenced, Item, items, reason_id


class Concern(NamedTuple):
    """One thing to look at. `id` is an item's, or the reason's own where it refers to nothing that is known.

    `what` was seen, `why` it counts, `repair` is what mends it (empty where nobody knows). `runnable` is true where the
    id names a finding or evidence, which can be run again.
    """

    id: str
    decision: Decision
    gate: str
    what: str
    why: str
    repair: str
    location: Location | None
    runnable: bool


def concerns(report: Report) -> tuple[Concern, ...]:
    """Those that carry weight first, the worst first; then the notices."""
    known = items(report)
    ordered = (*facts.reasons(report), *facts.notices(report))
    return tuple(dict.fromkeys(found for reason in ordered for found in _spread(reason, known)))


def _spread(reason: Reason, known: dict[str, Item]) -> list[Concern]:
    referred = [(ref, known[ref]) for ref in reason.refs if ref in known]
    found = [_of_item(reason, ref, item) for ref, item in referred if not isinstance(item, Reason)]
    return found or [_alone(reason)]


def _alone(reason: Reason) -> Concern:
    return Concern(
        id=reason_id(reason),
        decision=reason.decision,
        gate=reason.gate,
        what=reason.message,
        why=gate_sentence(reason),
        repair=reason.remedy,
        location=reason.location,
        runnable=False,
    )


def _of_item(reason: Reason, ref: str, item: Evidenced) -> Concern:
    said = all(subject in reason.message for subject in _subjects(item))
    return Concern(
        id=ref,
        decision=reason.decision,
        gate=reason.gate,
        what=reason.message if said else describe(item),
        why=gate_sentence(reason) if said else reason.message,
        repair=reason.remedy or _repair(item),
        location=facts.item_location(item) or reason.location,
        runnable=True,
    )


def gate_sentence(reason: "Reason | Concern") -> str:
    """Why something counts, where the gate's own message has said what it is."""
    return f"the gate {reason.gate} decides {reason.decision.value}"


def _subjects(item: Evidenced) -> tuple[str, ...]:
    """What a gate's message has to hold to say all of an item: otherwise the item is described beside it."""
    match item:
        case Finding():
            return (item.message,)
        case TestEvidence():
            return item.record.nodeid, item.record.message.strip().partition("\n")[0]
        case TestsRun() | Regression() | NewTests() | Claims():
            return (item.id,)
        case Tampering() | Ended():
            return (item.what,)
        case KernelSeen() | Isolated():
            return (item.said,)
        case StubControl() | CapabilityChange() | EffectChange() | Coverage() | Differential() | Mutants():
            return (item.unit,)
        case NotAssessed():
            return item.subject, item.reason
        case _:
            assert_never(item)


def _repair(item: Evidenced) -> str:
    return item.remedy if isinstance(item, Finding) else ""


def describe(item: Evidenced) -> str:
    """One sentence on one item."""
    match item:
        case Finding():
            return f"{item.message} [{item.tool} {item.rule}, {item.severity.value}]"
        case TestEvidence():
            complaint = wording.test_complaint(item)
            return f"{item.record.nodeid}: {wording.test_story(item)}" + (f": {complaint}" if complaint else "")
        case TestsRun():
            return f"tests run: {wording.selection(item.selection)}"
        case Ended():
            return wording.ended(item)
        case Tampering() | Regression() | NewTests() | Claims() | KernelSeen() | Isolated():
            return sentence(item)
        case StubControl() | CapabilityChange() | EffectChange() | Coverage() | Differential() | Mutants():
            return _describe_unit(item)
        case NotAssessed():
            return f"not assessed: {item.subject}: {item.reason}"
        case _:
            assert_never(item)


def _describe_unit(item: StubControl | CapabilityChange | EffectChange | Measured) -> str:
    if isinstance(item, Coverage | Differential | Mutants):
        return measured_sentence(item)
    if isinstance(item, StubControl):
        return f"do the tests notice when {item.unit} is replaced? {wording.control(item)}"
    uses = ", ".join(f"{use.capability.value} ({use.what}, line {use.line})" for use in item.gained)
    verb = "newly uses" if isinstance(item, CapabilityChange) else "was newly seen using"
    return f"{item.unit} {verb} {uses}"
