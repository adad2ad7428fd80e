"""Changed functions that no test executes: a notice, unless an agent wrote them or the project is stricter."""

from collections.abc import Iterator

from stelp_ci.gate.controls import executed
from stelp_ci.model.case import Case
from stelp_ci.model.change import Certainty
from stelp_ci.model.evidence import StubControl
from stelp_ci.model.finding import Location
from stelp_ci.model.verdict import Decision, Reason


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each function whose stub was tried and that no selected test reaches."""
    by_agent = case.change.author.certainty is not Certainty.NONE
    decision = max(
        case.settings.untested, Decision.NEEDS_HUMAN if by_agent else Decision.PASS, key=lambda item: item.rank
    )
    for item in case.evidence:
        if isinstance(item, StubControl) and not item.not_assessed and not item.noticed_by and not executed(item):
            yield Reason(
                decision=decision,
                gate="untested",
                message=f"{item.unit}: no test executes it",
                refs=(item.id,),
                location=Location(path=item.path, line=item.line, end_line=item.line),
                remedy="add a test that calls it and asserts on the result",
            )
