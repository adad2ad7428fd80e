"""What a person answers for carries no weight any more, and nothing else changes."""

from stelp_ci.gate.waive import waive
from stelp_ci.model.verdict import Decision, Reason, Verdict

HARM = Reason(decision=Decision.FAIL, gate="tests", message="a test fails", refs=("E-1",))
DOUBT = Reason(decision=Decision.NEEDS_HUMAN, gate="findings", message="a finding", refs=("F-1",))
UNKNOWN = Reason(decision=Decision.INCONCLUSIVE, gate="failures", message="no sandbox")
NOTICE = Reason(decision=Decision.PASS, gate="tests", message="fails on the base too")


def _verdict(*reasons: Reason) -> Verdict:
    return Verdict(decision=reasons[0].decision, reasons=reasons, gates=("tests",))


def test_the_worst_that_is_left_decides() -> None:
    waived = waive(_verdict(HARM, DOUBT), {HARM: "by grace (known)"})
    assert waived.decision is Decision.NEEDS_HUMAN
    assert [reason.decision for reason in waived.reasons] == [Decision.NEEDS_HUMAN, Decision.PASS]
    assert waived.reasons[1].message == "waived by grace (known): a test fails"


def test_with_everything_waived_it_passes() -> None:
    assert waive(_verdict(HARM, DOUBT), {HARM: "x", DOUBT: "y"}).decision is Decision.PASS


def test_what_could_not_be_judged_cannot_be_waived() -> None:
    assert waive(_verdict(UNKNOWN, NOTICE), {UNKNOWN: "x"}) == _verdict(UNKNOWN, NOTICE)


def test_without_waivers_nothing_changes() -> None:
    verdict = Verdict(decision=Decision.INCONCLUSIVE, reasons=(), gates=())
    assert waive(verdict, {HARM: "x"}) == verdict
    assert waive(_verdict(HARM, NOTICE), {}) == _verdict(HARM, NOTICE)
