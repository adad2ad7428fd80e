"""Changed functions that no test executes: a notice, unless an agent wrote them or the project is stricter."""

from collections.abc import Iterator

from stelp_ci.gate.controls import executed
from stelp_ci.model.case import Case
from stelp_ci.model.change import Certainty
from stelp_ci.model.evidence import StubControl
from stelp_ci.model.finding import Location
from stelp_ci.model.measured import Coverage
from stelp_ci.model.verdict import Decision, Reason

UNREACHED = "no test executes it"
SWALLOWED = "its tests execute it, and none of them fails even when it raises"


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each function that no selected test reaches, or whose tests would not see it fail."""
    by_agent = case.change.author.certainty is not Certainty.NONE
    decision = max(
        case.settings.untested, Decision.NEEDS_HUMAN if by_agent else Decision.PASS, key=lambda item: item.rank
    )
    measured = {(one.path, one.line): one for one in case.evidence if isinstance(one, Coverage) and _is_telling(one)}
    for item in case.evidence:
        match item:
            case Coverage() if _is_telling(item) and not item.reached_by:
                yield _reason(decision, item)
            case StubControl() if _is_unreached(item):
                coverage = measured.get((item.path, item.line))
                if coverage is None:
                    yield _reason(decision, item)
                elif coverage.reached_by:
                    yield _reason(decision, item, SWALLOWED)
            case _:
                pass


def _is_telling(item: Coverage) -> bool:
    """Whether the coverage of a function says if it is executed at all."""
    return not item.not_assessed and item.statements > 0


def _is_unreached(item: StubControl) -> bool:
    return not item.not_assessed and not item.noticed_by and not executed(item)


def _reason(decision: Decision, item: Coverage | StubControl, what: str = UNREACHED) -> Reason:
    return Reason(
        decision=decision,
        gate="untested",
        message=f"{item.unit}: {what}",
        refs=(item.id,),
        location=Location(path=item.path, line=item.line, end_line=item.line),
        remedy="add a test that calls it and asserts on the result",
    )
