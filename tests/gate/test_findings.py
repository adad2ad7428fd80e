"""What several tools say of one line is said once; nothing that only resembles it is swallowed."""

from msgspec.structs import replace

from stelp_ci.gate import findings
from stelp_ci.model.finding import Finding, Location, Severity
from stelp_ci.model.verdict import Decision
from tests.gate.test_judge import a_finding, case, scanned

PLACE = Location(path="pkg/mod.py", line=9, end_line=9)
OURS = replace(
    a_finding(),
    id="F-0000000001",
    tool="semgrep",
    rule="shell-injection",
    cwe=(78,),
    location=PLACE,
    remedy="Pass a list.",
)
BANDIT = replace(OURS, id="F-0000000002", tool="bandit", rule="B602", remedy="")


def said(*found: Finding) -> list[str]:
    return [reason.message for reason in findings.judge(case(scans=scanned(*found)))]


def test_two_tools_that_name_one_weakness_on_one_line_are_one_reason() -> None:
    (reason,) = findings.judge(case(scans=scanned(BANDIT, OURS)))
    assert reason.refs == (OURS.id,)
    assert reason.message.startswith("semgrep shell-injection (high)")
    assert reason.message.endswith("(found by bandit B602 as well)")
    assert reason.remedy == "Pass a list."


def test_another_weakness_on_the_same_line_is_a_reason_of_its_own() -> None:
    assert len(said(OURS, replace(BANDIT, cwe=(327,)))) == 2
    assert len(said(replace(OURS, cwe=()), replace(BANDIT, cwe=()))) == 2


def test_another_line_or_file_is_a_reason_of_its_own() -> None:
    assert len(said(OURS, replace(BANDIT, location=replace(PLACE, line=10)))) == 2
    assert len(said(OURS, replace(BANDIT, location=replace(PLACE, path="pkg/other.py")))) == 2


def test_two_hits_of_one_tool_are_two_reasons() -> None:
    assert len(said(OURS, replace(OURS, id="F-0000000003"))) == 2


def test_a_waiver_of_one_tool_does_not_silence_another() -> None:
    reasons = list(findings.judge(case(scans=scanned(replace(OURS, waived="the baseline"), BANDIT))))
    assert {reason.decision for reason in reasons} == {Decision.NEEDS_HUMAN, Decision.PASS}


def test_the_worse_of_two_agreeing_findings_decides() -> None:
    (reason,) = findings.judge(case(scans=scanned(replace(OURS, severity=Severity.LOW), BANDIT)))
    assert reason.decision is Decision.NEEDS_HUMAN
    assert reason.refs == (BANDIT.id,)
