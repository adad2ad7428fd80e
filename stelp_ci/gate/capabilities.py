"""A unit that reaches for something its base version did not: a human looks at the kinds that the settings name."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.evidence import CapabilityChange
from stelp_ci.model.finding import Location
from stelp_ci.model.program import FORGERY, Capability
from stelp_ci.model.verdict import Decision, Reason


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each unit and capability gained; means of forgery are the business of `controls`."""
    for item in case.evidence:
        if isinstance(item, CapabilityChange):
            for capability in sorted({use.capability for use in item.gained} - FORGERY):
                yield _reason(item, capability, heavy=capability in case.settings.capabilities)


def _reason(item: CapabilityChange, capability: Capability, *, heavy: bool) -> Reason:
    uses = [use for use in item.gained if use.capability is capability]
    named = ", ".join(dict.fromkeys(use.what for use in uses))
    return Reason(
        decision=Decision.NEEDS_HUMAN if heavy else Decision.PASS,
        gate="capabilities",
        message=f"{item.unit} gains {capability}: {named}",
        refs=(item.id,),
        location=Location(path=item.path, line=uses[0].line, end_line=uses[0].line, column=uses[0].column),
        remedy="confirm that the change is meant to do this" if heavy else "",
    )
