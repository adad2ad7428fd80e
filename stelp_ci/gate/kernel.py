"""The kernel saw what the process did not report, or files outside of the project: a human looks."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.evidence import KernelSeen
from stelp_ci.model.verdict import Decision, Reason

_REMEDY = "say in the change what makes these calls and why, or take it out; they are in the report"


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each test that did something unreported or outside of the project, and for imitated lines."""
    for item in case.evidence:
        if isinstance(item, KernelSeen):
            yield Reason(
                decision=Decision.NEEDS_HUMAN, gate="kernel", message=item.said, refs=(item.id,), remedy=_REMEDY
            )
