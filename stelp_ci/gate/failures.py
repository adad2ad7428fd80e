"""What did not run is not good: a stage or a scanner that failed makes the verdict inconclusive."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.outcome import Failed
from stelp_ci.model.verdict import Decision, Reason


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each failure, with the command that mends it."""
    failed_scans = [scan for scan in case.scans if isinstance(scan, Failed)]
    for failure in (*case.failures, *failed_scans):
        yield Reason(
            decision=Decision.INCONCLUSIVE,
            gate="failures",
            message=f"{failure.stage}: {failure.what}: {failure.reason}",
            remedy=failure.remedy,
        )
