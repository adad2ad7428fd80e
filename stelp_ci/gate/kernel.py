"""The kernel saw what the process did not report: the two must agree, or a human looks."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.evidence import Unreported
from stelp_ci.model.verdict import Decision, Reason

_REMEDY = "say in the change what makes these calls and why, or take it out; they are in the report"


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each test that did something unreported, and one where a process imitated the log."""
    for item in case.evidence:
        if isinstance(item, Unreported):
            yield Reason(
                decision=Decision.NEEDS_HUMAN, gate="kernel", message=item.said, refs=(item.id,), remedy=_REMEDY
            )
