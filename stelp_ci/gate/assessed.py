"""What was not run: a notice where the base is in the same case, else a human looks; nothing to judge is said too."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.evidence import NotAssessed, StubControl
from stelp_ci.model.verdict import Decision, Reason


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each item that was not assessed, and a notice when no Python was changed."""
    if not any(file.is_python for file in case.change.files):
        yield Reason(decision=Decision.PASS, gate="assessed", message="nothing to run: no Python was changed")
    for item in case.evidence:
        match item:
            case NotAssessed():
                yield Reason(
                    decision=Decision.PASS if item.also_on_base else Decision.NEEDS_HUMAN,
                    gate="assessed",
                    message=f"not assessed: {item.subject}: {item.reason}",
                    refs=(item.id,),
                )
            case StubControl() if item.not_assessed:
                yield Reason(
                    decision=Decision.PASS,
                    gate="assessed",
                    message=f"not assessed: whether tests notice a change of {item.unit}: {item.not_assessed}",
                    refs=(item.id,),
                )
            case _:
                pass
