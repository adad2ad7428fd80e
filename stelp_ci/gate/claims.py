"""What the change says of itself, against what was measured: a claim that is contradicted needs a human."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.evidence import Claim, ClaimKind, Claims
from stelp_ci.model.verdict import Decision, Reason


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each claim that does not hold; that a fix is shown by no test is a notice."""
    for item in case.evidence:
        if isinstance(item, Claims):
            yield from (_reason(item, claim) for claim in item.claims if claim.holds is False)


def _reason(item: Claims, claim: Claim) -> Reason:
    light = claim.kind is ClaimKind.FIXES
    return Reason(
        decision=Decision.PASS if light else Decision.NEEDS_HUMAN,
        gate="claims",
        message=f'the change says "{claim.words}" ({claim.kind.value}): {claim.measured}',
        refs=(item.id,),
        remedy="" if light else "say what the change does, or leave out what it does beside",
    )
