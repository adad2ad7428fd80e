"""A small report, and a stream that claims to be a terminal."""

import io

import pytest

from stelp_ci.model.change import Change, Revision
from stelp_ci.model.evidence import NotAssessed
from stelp_ci.model.finding import Confidence, Finding, Location, Scanned, Severity
from stelp_ci.model.report import SCHEMA_VERSION, InputKind, Invocation, Report
from stelp_ci.model.settings import Mode
from stelp_ci.model.verdict import Decision, Reason, Verdict

FINDING = Finding(
    id="F-0123456789",
    fingerprint="0123456789abcdef",
    tool="bandit",
    rule="B602",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    message="a shell is started",
    location=Location(path="parcel/labels.py", line=3, end_line=3),
    symbol="send",
    in_change=True,
    new=True,
)


@pytest.fixture
def make_report():
    """Builds a report with one finding and one evidence item."""

    def make(decision: Decision = Decision.NEEDS_HUMAN, *, mode: Mode = Mode.ALL) -> Report:
        reason = Reason(decision=decision, gate="findings", message="one new finding", refs=(FINDING.id,))
        return Report(
            schema_version=SCHEMA_VERSION,
            tool_version="0.1.0",
            invocation=Invocation(input=InputKind.COMMITS, repo="."),
            change=Change(base=Revision(label="base", tree="1" * 40), head=Revision(label="head", tree="2" * 40)),
            scans=(Scanned(scanner="bandit", version="1", seconds=0.1, findings=(FINDING,)),),
            programs=(),
            evidence=(NotAssessed(id="E-0123456789", probe="tests", subject="tests", reason="--no-exec"),),
            failures=(),
            verdict=Verdict(decision=decision, reasons=(reason,), gates=("findings",)),
            mode=mode,
        )

    return make


class FakeTerminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal() -> FakeTerminal:
    return FakeTerminal()
