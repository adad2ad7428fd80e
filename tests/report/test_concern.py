from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report.concern import concerns
from stelp_ci.report.select import reason_id


def test_a_reason_is_spread_over_everything_it_refers_to(samples):
    reason = Reason(
        decision=Decision.NEEDS_HUMAN, gate="findings", message="look", refs=(samples.SHELL.id, samples.HANG.id)
    )
    report = samples.failing()
    verdict = samples.Verdict(decision=Decision.NEEDS_HUMAN, reasons=(reason,), gates=("findings",))
    found = concerns(samples.msgspec.structs.replace(report, verdict=verdict))
    assert [concern.id for concern in found] == [samples.SHELL.id, samples.HANG.id]
    assert {concern.why for concern in found} == {"look"}
    assert found[0].repair == samples.SHELL.remedy


def test_a_reason_whose_references_are_unknown_still_speaks(samples):
    reason = Reason(decision=Decision.FAIL, gate="tests", message="gone", refs=("E-0000000000",))
    found = concerns(samples.report(Decision.FAIL, reason))
    assert [(concern.id, concern.what, concern.runnable) for concern in found] == [(reason_id(reason), "gone", False)]


def test_the_same_reason_twice_is_one_concern(samples):
    reason = Reason(decision=Decision.FAIL, gate="tests", message="x")
    assert len(concerns(samples.report(Decision.FAIL, reason, reason))) == 1


def test_the_order_is_by_weight_whatever_the_order_of_the_reasons(samples):
    given = [Reason(decision=decision, gate="g", message=decision.value) for decision in Decision]
    found = concerns(samples.report(Decision.FAIL, *given))
    assert [concern.decision.value for concern in found] == ["fail", "inconclusive", "needs-human", "pass"]


def test_every_kind_of_evidence_can_be_described(samples):
    report = samples.failing()
    refs = tuple(item.id for item in report.evidence)
    reason = Reason(decision=Decision.FAIL, gate="g", message="all", refs=refs)
    verdict = samples.Verdict(decision=Decision.FAIL, reasons=(reason,), gates=("g",))
    found = concerns(samples.msgspec.structs.replace(report, verdict=verdict))
    assert len(found) == len(refs)
    assert all(concern.what for concern in found)


def test_a_gate_that_says_it_all_is_not_repeated(samples):
    message = f"{samples.CLAMP_TOP.record.nodeid} fails: AssertionError: assert 9 == 10"
    reason = Reason(decision=Decision.FAIL, gate="tests", message=message, refs=(samples.CLAMP_TOP.id,))
    report = samples.report(Decision.FAIL, reason, evidence=(samples.run_of(samples.CLAMP_TOP),))
    (found,) = concerns(report)
    assert (found.what, found.why) == (message, "the gate tests decides fail")


def test_a_gate_that_does_not_say_how_a_test_failed_is_told_by_the_evidence(samples):
    reason = Reason(decision=Decision.FAIL, gate="tests", message="a test fails", refs=(samples.CLAMP_TOP.id,))
    (found,) = concerns(samples.report(Decision.FAIL, reason, evidence=(samples.run_of(samples.CLAMP_TOP),)))
    assert "assert 9 == 10" in found.what
    assert found.why == "a test fails"
