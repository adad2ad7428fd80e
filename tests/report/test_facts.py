from stelp_ci.model.execution import TestOutcome
from stelp_ci.model.finding import Severity
from stelp_ci.model.verdict import Decision
from stelp_ci.report import facts


def test_findings_of_the_change_come_first_then_the_worst(samples):
    found = [
        samples.finding("a.py", 1, "old", "1", severity=Severity.CRITICAL, new=False),
        samples.finding("a.py", 2, "low", "2", severity=Severity.LOW),
        samples.finding("a.py", 3, "elsewhere", "3", severity=Severity.CRITICAL, in_change=False),
        samples.finding("a.py", 4, "high", "4", severity=Severity.HIGH),
    ]
    report = samples.report(Decision.PASS, scans=samples.scanned(*found))
    assert [finding.rule for finding in facts.findings(report)] == ["high", "low", "old", "elsewhere"]
    assert [finding.rule for finding in facts.own_findings(report)] == ["high", "low"]


def test_a_scanner_that_failed_is_a_failure_even_if_the_pipeline_did_not_repeat_it(samples):
    crashed = samples.Failed(stage="scan", what="bandit", reason="exit code 2")
    report = samples.report(Decision.INCONCLUSIVE, scans=(crashed,))
    assert facts.failures(report) == (crashed,)


def test_a_failure_that_stands_in_two_places_is_one(samples):
    assert len(facts.failures(samples.inconclusive())) == 2


def test_a_test_that_was_not_run_is_counted_and_troubled(samples):
    report = samples.failing()
    assert facts.count_outcomes(report)[TestOutcome.NOT_RUN] == 1
    assert "test_export_all" in "".join(test.record.nodeid for test in facts.troubled_tests(report))


def test_a_test_without_a_result_is_troubled_whoever_is_charged(samples):
    lost = samples.a_test("t.py::t", TestOutcome.NOT_RUN, charge=None)
    skipped = samples.a_test("t.py::u", TestOutcome.SKIPPED)
    report = samples.report(Decision.PASS, evidence=(samples.run_of(lost, skipped),))
    assert facts.troubled_tests(report) == (lost,)


def test_tests_charged_to_the_change_come_first(samples):
    charges = [str(test.charge) for test in facts.troubled_tests(samples.failing())]
    assert charges == ["change", "change", "project"]


def test_a_test_without_a_failing_line_is_placed_in_its_file(samples):
    test = samples.a_test("tests/test_x.py::test_y")
    place = facts.location_of_test(test)
    assert place is not None
    assert (place.path, place.line) == ("tests/test_x.py", 1)
    assert facts.location_of_test(samples.a_test("")) is None
