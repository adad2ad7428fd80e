"""A unit that reaches for something its base version did not: a human looks at the kinds that the settings name."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.evidence import CapabilityChange
from stelp_ci.model.finding import Location
from stelp_ci.model.grammar import CapabilityAction
from stelp_ci.model.program import FORGERY, Capability, CapabilityUse
from stelp_ci.model.verdict import Decision, Reason


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each unit and capability gained; means of forgery are the business of `controls`."""
    for item in case.evidence:
        if isinstance(item, CapabilityChange):
            for capability in sorted({use.capability for use in item.gained} - FORGERY):
                yield _judged(case, item, capability)


def _judged(case: Case, item: CapabilityChange, capability: Capability) -> Reason:
    uses = [use for use in item.gained if use.capability is capability]
    named = ", ".join(dict.fromkeys(use.what for use in uses))
    gain = f"{item.unit} gains {capability}: {named}"
    match case.grammar.action_on(item.path, capability):
        case CapabilityAction.DENY:
            return _reason(item, uses[0], Decision.NEEDS_HUMAN, f"{gain}; the policy denies it here")
        case CapabilityAction.ALLOW:
            return _reason(item, uses[0], Decision.PASS, f"{gain}; the policy allows it here")
        case None:
            heavy = capability in case.settings.capabilities
            return _reason(item, uses[0], Decision.NEEDS_HUMAN if heavy else Decision.PASS, gain)


def _reason(item: CapabilityChange, use: CapabilityUse, decision: Decision, message: str) -> Reason:
    return Reason(
        decision=decision,
        gate="capabilities",
        message=message,
        refs=(item.id,),
        location=Location(path=item.path, line=use.line, end_line=use.line, column=use.column),
        remedy="" if decision is Decision.PASS else "confirm that the change is meant to do this",
    )
