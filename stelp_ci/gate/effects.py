"""What changed code was seen doing: a denied attempt fails, a new kind of effect is for a human."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.evidence import CapabilityChange, EffectChange
from stelp_ci.model.execution import EffectRecord
from stelp_ci.model.finding import Location
from stelp_ci.model.grammar import CapabilityAction
from stelp_ci.model.program import FORGERY, Capability
from stelp_ci.model.verdict import Decision, Reason

_Known = set[tuple[str, str, Capability]]


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each unit and capability; what the manifest of the same unit says already is not said twice."""
    known = {
        (item.path, item.unit, use.capability)
        for item in case.evidence
        if isinstance(item, CapabilityChange)
        for use in item.gained
    }
    for item in case.evidence:
        if isinstance(item, EffectChange):
            yield from _reasons(item, known, case)


def _reasons(item: EffectChange, known: _Known, case: Case) -> Iterator[Reason]:
    for capability in sorted({effect.capability for effect in item.gained}):
        effects = [effect for effect in item.gained if effect.capability is capability]
        denied = [effect for effect in effects if effect.denied]
        heavy = capability in {*case.settings.capabilities, *FORGERY}
        allowed = case.grammar.action_on(item.path, capability) is CapabilityAction.ALLOW
        if denied:
            text = f"{item.unit} tried what the policy denies: {_named(denied)}"
            yield _reason(item, denied[0], Decision.FAIL, text, "take it out; the policy is the base's .stelp.yml")
        elif (item.path, item.unit, capability) not in known:
            text = f"{item.unit} was seen using {capability}, which it did not do before: {_named(effects)}"
            decision = Decision.NEEDS_HUMAN if heavy and not allowed else Decision.PASS
            yield _reason(item, effects[0], decision, text, "confirm that the change is meant to do this")


def _reason(item: EffectChange, effect: EffectRecord, decision: Decision, message: str, remedy: str) -> Reason:
    return Reason(
        decision=decision,
        gate="effects",
        message=message,
        refs=(item.id,),
        location=Location(path=effect.path, line=effect.line, end_line=effect.line, column=1),
        remedy="" if decision is Decision.PASS else remedy,
    )


def _named(effects: list[EffectRecord]) -> str:
    return ", ".join(dict.fromkeys(f"{effect.what} at line {effect.line}" for effect in effects))
