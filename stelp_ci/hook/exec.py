"""`stelp-exec`: the tests of what is pushed, in the sandbox; where there is none, it says so and CI judges."""

import shutil
import sys

from stelp_ci.cache import cache_directory
from stelp_ci.hook.invocation import invocation_of
from stelp_ci.hook.notice import Notice, Told
from stelp_ci.hook.request import Request
from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.pipeline import check
from stelp_ci.replaying import Focus


def look(request: Request) -> Told:
    """What running contradicted stops the push; the rest is for CI."""
    missing = _why_not()
    if missing:
        return Told(unjudged=[f"NOTHING WAS RUN: {missing}. The tests of this change will be judged in CI."])
    report = check(invocation_of(request), progress=_Silent(), cache=cache_directory(), focus=Focus(scan=False))
    told = [_notice(reason) for reason in report.verdict.reasons if reason.decision in _HEAVY]
    unjudged = [reason.message for reason in report.verdict.reasons if reason.decision is Decision.INCONCLUSIVE]
    return Told(told, unjudged, _summary(report))


_HEAVY = (Decision.FAIL, Decision.NEEDS_HUMAN)


def _why_not() -> str:
    if sys.platform != "linux":
        return f"gVisor does not run on {sys.platform}"
    return "" if shutil.which("runsc") else "runsc (gVisor) is not installed; `stelp-ci doctor` says how"


def _notice(reason: Reason) -> Notice:
    path, line = (reason.location.path, reason.location.line) if reason.location else (reason.gate, 0)
    fails = reason.decision is Decision.FAIL
    return Notice(path, line, f"exec/{reason.gate}", reason.message, reason.remedy, fails=fails)


def _summary(report: Report) -> list[str]:
    return [f"ran in {report.runtime.name} {report.runtime.version}"] if report.runtime else ["nothing had to be run"]


class _Silent:
    """Progress for a hook: its output is what it found."""

    def begin(self, stage: str, detail: str = "") -> None:
        """Say nothing."""

    def end(self, stage: str) -> None:
        """Say nothing."""
