"""Faults that no test notices: notices on their lines, a few of them, as suggestions of a missing test."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.finding import Location
from stelp_ci.model.measured import Mutants, Survivor
from stelp_ci.model.verdict import Decision, Reason

MAX_INLINE = 3
"""Suggestions on one change; the others stand with the evidence."""


def judge(case: Case) -> Iterator[Reason]:
    """At most `MAX_INLINE` notices, one a function before any function gets a second."""
    found = [
        (turn, item, one)
        for item in case.evidence
        if isinstance(item, Mutants)
        for turn, one in enumerate(item.survivors)
    ]
    for _, item, one in sorted(found, key=lambda row: row[0])[:MAX_INLINE]:
        yield _notice(item, one)


def _notice(item: Mutants, one: Survivor) -> Reason:
    return Reason(
        decision=Decision.PASS,
        gate="mutants",
        message=f"{item.unit}: no test fails if `{one.before}` becomes `{one.after}` in line {one.line}",
        refs=(item.id,),
        location=Location(path=item.path, line=one.line, end_line=one.line),
        remedy="add a test whose result depends on it",
    )
