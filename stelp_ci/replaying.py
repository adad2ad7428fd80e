"""Seeing one item of a report again: what has to run for it, and what remains of the new report."""

from typing import NamedTuple

import msgspec

from stelp_ci.model.evidence import CapabilityChange, Evidence, Tampering, TestEvidence, TestsRun
from stelp_ci.model.finding import Finding, Scanned, ScanResult
from stelp_ci.model.outcome import Failed
from stelp_ci.model.report import InputKind, Invocation, Report
from stelp_ci.model.verdict import Decision, Reason, Verdict
from stelp_ci.report.select import find_item, reason_id


class Focus(NamedTuple):
    """Which lanes run; `test` is the one node id to run instead of the selection."""

    scan: bool = True
    execute: bool = True
    test: str | None = None


def focus_on(report: Report, item: str) -> Focus:
    """What must run to see `item` again. Raises `ReportError` where the report has no such item."""
    match find_item(report, item):
        case Finding():
            return Focus(execute=False)
        case CapabilityChange() | Tampering():
            return Focus(scan=False, execute=False)
        case TestEvidence() as test:
            return Focus(scan=False, test=test.record.nodeid)
        case Reason() as reason:
            return focus_on(report, reason.refs[0]) if reason.refs else Focus()
        case _:
            return Focus(scan=False)


def pinned(report: Report) -> Invocation:
    """The invocation of `report`, on the commits that it judged even where a branch has moved since."""
    invocation, change = report.invocation, report.change
    if invocation.input is InputKind.STAGED:
        return invocation
    head = change.head.commit if invocation.input is InputKind.COMMITS else None
    return msgspec.structs.replace(
        invocation, base=change.base.commit or invocation.base, head=head or invocation.head, execute=True
    )


def narrowed(report: Report, item: str) -> Report:
    """`report` with nothing but `item`, the reasons that refer to it, and what failed on the way there."""
    reasons = tuple(reason for reason in report.verdict.reasons if _concerns(reason, item))
    if not reasons:
        gone = Reason(decision=Decision.PASS, gate="replay", message=f"{item} was not seen again, or weighs nothing")
        reasons = (gone,)
    decision = max((reason.decision for reason in reasons), key=lambda one: one.rank)
    return msgspec.structs.replace(
        report,
        scans=tuple(_findings_only(scan, item) for scan in report.scans),
        programs=(),
        evidence=tuple(kept for one in report.evidence for kept in _evidence_only(one, item)),
        verdict=Verdict(decision=decision, reasons=reasons, gates=report.verdict.gates),
    )


def _concerns(reason: Reason, item: str) -> bool:
    return item in reason.refs or reason.gate == "failures" or reason_id(reason) == item


def _findings_only(scan: ScanResult, item: str) -> ScanResult:
    if isinstance(scan, Failed):
        return scan
    kept = tuple(finding for finding in scan.findings if finding.id == item)
    return Scanned(scanner=scan.scanner, version=scan.version, seconds=scan.seconds, findings=kept)


def _evidence_only(evidence: Evidence, item: str) -> tuple[Evidence, ...]:
    if evidence.id == item:
        return (evidence,)
    if isinstance(evidence, TestsRun):
        tests = tuple(test for test in evidence.tests if test.id == item)
        return (msgspec.structs.replace(evidence, tests=tests),) if tests else ()
    return ()
