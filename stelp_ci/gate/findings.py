"""New findings in the change: a static hit alone needs a human, and never fails by itself."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.finding import Finding, Severity
from stelp_ci.model.verdict import Decision, Reason


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each finding that the change brought; those below the threshold, and waived ones, are notices."""
    order = list(Severity)
    threshold = order.index(case.settings.finding_severity)
    for finding in case.findings:
        if finding.new and finding.in_change:
            heavy = order.index(finding.severity) >= threshold and not finding.waived
            yield _reason(finding, Decision.NEEDS_HUMAN if heavy else Decision.PASS)


def _reason(finding: Finding, decision: Decision) -> Reason:
    return Reason(
        decision=decision,
        gate="findings",
        message=_waiver(finding) + f"{finding.tool} {finding.rule} ({finding.severity}): {finding.message}",
        refs=(finding.id,),
        location=finding.location,
        remedy=finding.remedy,
    )


def _waiver(finding: Finding) -> str:
    return f"waived ({finding.waived}): " if finding.waived else ""
