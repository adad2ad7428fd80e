"""What the renderings draw from a report: the same selections and the same order in all of them."""

from collections import Counter
from typing import TypeVar

from stelp_ci.model.evidence import (
    CapabilityChange,
    Charge,
    Claims,
    EffectChange,
    Ended,
    Evidence,
    KernelSeen,
    NewTests,
    NotAssessed,
    Regression,
    StubControl,
    Tampering,
    TestEvidence,
    TestsRun,
)
from stelp_ci.model.execution import TestOutcome
from stelp_ci.model.finding import Finding, Location, Scanned, Severity
from stelp_ci.model.isolated import Isolated
from stelp_ci.model.measured import Coverage, Differential, Mutants
from stelp_ci.model.outcome import Failed
from stelp_ci.model.program import Refused
from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision, Reason

Kind = TypeVar(
    "Kind",
    TestsRun,
    Ended,
    StubControl,
    CapabilityChange,
    EffectChange,
    KernelSeen,
    Isolated,
    Tampering,
    Regression,
    NewTests,
    Claims,
    NotAssessed,
    Coverage,
    Differential,
    Mutants,
)

TROUBLED = frozenset({TestOutcome.FAILED, TestOutcome.ERROR, TestOutcome.NOT_RUN})
"""Outcomes of a test that has no result to its credit."""


def reasons(report: Report) -> tuple[Reason, ...]:
    """The reasons that carry weight, worst first."""
    weighty = [reason for reason in report.verdict.reasons if reason.decision is not Decision.PASS]
    return tuple(sorted(weighty, key=lambda reason: -reason.decision.rank))


def notices(report: Report) -> tuple[Reason, ...]:
    """The reasons without weight."""
    return tuple(reason for reason in report.verdict.reasons if reason.decision is Decision.PASS)


def scanners(report: Report) -> tuple[Scanned, ...]:
    """The scanners that ran to their end."""
    return tuple(scan for scan in report.scans if isinstance(scan, Scanned))


def findings(report: Report) -> tuple[Finding, ...]:
    """Every finding: those of the change first, then the worst, then by place."""
    return tuple(sorted((f for scan in scanners(report) for f in scan.findings), key=_finding_order))


def _finding_order(finding: Finding) -> tuple[bool, bool, int, str, int, str]:
    severity = list(Severity).index(finding.severity)
    where = finding.location
    return not finding.in_change, not finding.new, -severity, where.path, where.line, finding.id


def own_findings(report: Report) -> tuple[Finding, ...]:
    """The findings that the change brought: in its lines, and absent on the base."""
    return tuple(finding for finding in findings(report) if finding.in_change and finding.new)


def failures(report: Report) -> tuple[Failed, ...]:
    """Everything of the tool or its surroundings that failed, each once."""
    scans = (scan for scan in report.scans if isinstance(scan, Failed))
    return tuple(dict.fromkeys((*report.failures, *scans)))


def refusals(report: Report) -> tuple[Refused, ...]:
    """The files that the transpiler did not let run."""
    return tuple(program for program in report.programs if isinstance(program, Refused))


def evidence_of(report: Report, kind: type[Kind]) -> tuple[Kind, ...]:
    """The evidence items of one kind, as recorded."""
    return tuple(item for item in report.evidence if isinstance(item, kind))


def tests(report: Report) -> tuple[TestEvidence, ...]:
    """Every test that was collected on the head."""
    return tuple(test for run in evidence_of(report, TestsRun) for test in run.tests)


def count_outcomes(report: Report) -> dict[TestOutcome, int]:
    """How many tests ended how, in the order of `TestOutcome`, without the outcomes that no test has."""
    counts = Counter(test.record.outcome for test in tests(report))
    return {outcome: counts[outcome] for outcome in TestOutcome if counts[outcome]}


def troubled_tests(report: Report) -> tuple[TestEvidence, ...]:
    """The tests that failed, have no result or are flaky; those charged to the change first."""
    troubled = [test for test in tests(report) if test.record.outcome in TROUBLED or test.charge or test.flaky]
    return tuple(sorted(troubled, key=lambda test: test.charge is not Charge.CHANGE))


def location_of_test(test: TestEvidence) -> Location | None:
    """Where a test failed, else the file that its node id names, else None."""
    path = test.record.path or test.record.nodeid.partition("::")[0]
    if not path:
        return None
    line = max(test.record.line, 1)
    return Location(path=path, line=line, end_line=line)


def item_location(item: Finding | TestEvidence | Evidence) -> Location | None:
    """The place in the head's tree that an item speaks of, where it has one."""
    match item:
        case Finding() | Ended():
            return item.location
        case TestEvidence():
            return location_of_test(item)
        case StubControl() | Tampering() | Coverage() | Differential() | Mutants():
            return Location(path=item.path, line=item.line, end_line=item.line)
        case CapabilityChange() | EffectChange():
            line = item.gained[0].line if item.gained else 1
            return Location(path=item.path, line=line, end_line=line)
        case TestsRun() | Regression() | NewTests() | Claims() | KernelSeen() | Isolated() | NotAssessed():
            return None
