"""What a person with the right to has answered for carries no weight any more, and is shown as that."""

from collections.abc import Mapping

from msgspec.structs import replace

from stelp_ci.model.verdict import Decision, Reason, Verdict


def waive(verdict: Verdict, waived: Mapping[Reason, str]) -> Verdict:
    """The verdict with the `waived` reasons as notices; the text says who answers for each, and why.

    What could not be judged cannot be waived: nobody knows what it would have been.
    """
    reasons = [_noticed(reason, waived) for reason in verdict.reasons]
    reasons.sort(key=lambda reason: -reason.decision.rank)
    decision = reasons[0].decision if reasons else verdict.decision
    return replace(verdict, decision=decision, reasons=tuple(reasons))


def _noticed(reason: Reason, waived: Mapping[Reason, str]) -> Reason:
    if reason not in waived or reason.decision in (Decision.INCONCLUSIVE, Decision.PASS):
        return reason
    return replace(reason, decision=Decision.PASS, message=f"waived {waived[reason]}: {reason.message}")
