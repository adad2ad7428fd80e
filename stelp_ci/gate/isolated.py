"""A test that passes beside the code and fails apart from it: the code may have forged its result."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.finding import Location
from stelp_ci.model.isolated import Contradicted, Isolated
from stelp_ci.model.verdict import Decision, Reason

_REMEDY = "return what the test expects as a plain value; if the test looks at more than that, say so in the change"


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each such test. That tests pass apart is said in the report, and takes no other reason away."""
    for item in case.evidence:
        if isinstance(item, Isolated):
            yield from (_reason(item, test) for test in item.contradicted)


def _reason(item: Isolated, test: Contradicted) -> Reason:
    complaint = f": {test.complaint}" if test.complaint else ""
    path = test.nodeid.partition("::")[0]
    line = max(test.line, 1)
    return Reason(
        decision=Decision.NEEDS_HUMAN,
        gate="isolated",
        message=f"{test.nodeid} passes beside the code and fails where the function is in another sandbox{complaint}",
        refs=(item.id,),
        location=Location(path=path, line=line, end_line=line),
        remedy=_REMEDY,
    )
