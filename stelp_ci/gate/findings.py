"""New findings in the change: a static hit alone needs a human, and never fails by itself."""

from collections.abc import Iterable, Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.finding import Finding, Severity
from stelp_ci.model.verdict import Decision, Reason

_ORDER = list(Severity)


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each weakness that the change brought; those below the threshold, and waived ones, are notices."""
    threshold = _ORDER.index(case.settings.finding_severity)
    own = (finding for finding in case.findings if finding.new and finding.in_change)
    for finding, *others in _agreeing(own):
        heavy = _ORDER.index(finding.severity) >= threshold and not finding.waived
        yield _reason(finding, others, Decision.NEEDS_HUMAN if heavy else Decision.PASS)


def _agreeing(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings of several tools on one line about one weakness, together: who reads the review is told once.

    The worst comes first, and of equals the one that knows a repair. A waived finding speaks for itself alone.
    """
    groups: list[list[Finding]] = []
    at_line: dict[tuple[str, int], list[list[Finding]]] = {}
    for finding in sorted(findings, key=lambda found: (-_ORDER.index(found.severity), not found.remedy)):
        near = at_line.setdefault((finding.location.path, finding.location.line), [])
        if group := next((group for group in near if _agrees(group, finding)), None):
            group.append(finding)
        else:
            groups.append([finding])
            near.append(groups[-1])
    return groups


def _agrees(group: list[Finding], finding: Finding) -> bool:
    first = group[0]
    return (
        not set(finding.cwe).isdisjoint(first.cwe)
        and not finding.waived
        and not first.waived
        and all(finding.tool != other.tool for other in group)
    )


def _reason(finding: Finding, others: list[Finding], decision: Decision) -> Reason:
    return Reason(
        decision=decision,
        gate="findings",
        message=_waiver(finding) + f"{_name(finding)} ({finding.severity}): {finding.message}" + _seconded(others),
        refs=(finding.id,),
        location=finding.location,
        remedy=finding.remedy,
    )


def _name(finding: Finding) -> str:
    return f"{finding.tool} {finding.rule}"


def _waiver(finding: Finding) -> str:
    return f"waived ({finding.waived}): " if finding.waived else ""


def _seconded(others: list[Finding]) -> str:
    return f" (found by {', '.join(_name(other) for other in others)} as well)" if others else ""
