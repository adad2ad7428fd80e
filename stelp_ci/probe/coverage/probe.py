"""The coverage of the changed statements of each changed function, from the run that looks at them."""

from typing import NamedTuple

from stelp_ci.model.evidence import Evidence, evidence_id
from stelp_ci.model.measured import Coverage
from stelp_ci.probe.coverage.statements import Statement, statements
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.survey.functions import ChangedFunction
from stelp_ci.probe.survey.run import Surveyed, surveyed
from stelp_ci.probe.survey.wire import Seen

_LEFT = -1
"""What the script reports as the line after a function's last one."""


class Passed(NamedTuple):
    """The statements that count, and what was seen of them."""

    counted: list[Statement]
    covered: list[Statement]
    branches: int
    taken: int


def assess(job: ProbeJob, so_far: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """One item for each changed function. Raises `SandboxError` when the sandbox itself fails."""
    survey = surveyed(job, so_far)
    return tuple(read_coverage(survey, number) for number in range(len(survey.functions)))


def read_coverage(surveyed: Surveyed, number: int) -> Coverage:
    """What the tests pass of one function."""
    one = surveyed.functions[number]
    seen = surveyed.survey.seen.get(number)
    told = surveyed.survey.statements.get(number)
    why_not = _why_not(one, surveyed, seen)
    if why_not or seen is None or told is None or one.head is None:
        return _item(one, not_assessed=why_not or "it was not reported")
    inner = [other for other in surveyed.functions if other is not one and other.unit.span.start in one.unit.span]
    passed = _passed(one, seen, frozenset(told.lines), [o for o in inner if o.unit.path == one.unit.path])
    return _item(one, passed, seen)


def _passed(one: ChangedFunction, seen: Seen, coded: frozenset[int], inner: list[ChangedFunction]) -> Passed:
    assert one.head is not None  # noqa: S101 - the caller has looked
    own = [s for s in statements(one.head.node) if not any(s.head.first in other.unit.span for other in inner)]
    counted = [s for s in own if s.head.meets(one.added) and s.head.meets(coded)]
    lines = frozenset(line for _, line in seen.arcs)
    branching = [s for s in counted if s.body is not None]
    taken = sum(_entered(s, seen) + _passed_by(s, seen) for s in branching)
    return Passed(counted, [s for s in counted if s.head.meets(lines)], 2 * len(branching), taken)


def _entered(statement: Statement, seen: Seen) -> bool:
    body = statement.body
    return body is not None and any(start in statement.head and end in body for start, end in seen.arcs)


def _passed_by(statement: Statement, seen: Seen) -> bool:
    head, body = statement.head, statement.body
    return body is not None and any(start in head and end not in head and end not in body for start, end in seen.arcs)


def _item(
    one: ChangedFunction, passed: Passed | None = None, seen: Seen | None = None, not_assessed: str = ""
) -> Coverage:
    counted = passed.counted if passed else []
    covered = passed.covered if passed else []
    return Coverage(
        id=evidence_id("coverage", one.unit.path, one.unit.qualname, str(one.unit.occurrence)),
        path=one.unit.path,
        unit=one.unit.qualname,
        line=one.unit.span.start,
        statements=len(counted),
        covered=len(covered),
        branches=passed.branches if passed else 0,
        taken=passed.taken if passed else 0,
        missed=tuple(statement.head.first for statement in counted if statement not in covered),
        tests=seen.tests if seen else (),
        reached_by=seen.reached_by if seen else 0,
        equal_to_all=seen.equal_to_all if seen else "",
        not_assessed=not_assessed,
    )


def _why_not(one: ChangedFunction, surveyed: Surveyed, seen: Seen | None) -> str:
    if one.unread or surveyed.survey.broken:
        return one.unread or surveyed.survey.broken
    if seen is not None and seen.disturbed:
        return f"{seen.disturbed} takes the trace function away"
    return ""
