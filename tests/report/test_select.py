import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from stelp_ci.errors import ReportError
from stelp_ci.model.evidence import Ended, TestEvidence, TestsRun
from stelp_ci.model.finding import Finding
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report.select import find_item, items, reason_id, reason_location, shown_notices


def test_findings_evidence_tests_and_reasons_are_found_by_their_ids(samples):
    report = samples.failing()
    assert isinstance(find_item(report, samples.SHELL.id), Finding)
    assert isinstance(find_item(report, samples.HANG.id), Ended)
    assert find_item(report, samples.CLAMP_TOP.id) == samples.CLAMP_TOP
    assert isinstance(find_item(report, report.evidence[0].id), TestsRun)
    assert isinstance(find_item(report, reason_id(report.verdict.reasons[0])), Reason)


def test_every_id_that_is_listed_is_found(samples, sample):
    report = samples.SAMPLES[sample]()
    for key, item in items(report).items():
        assert find_item(report, key) is item


def test_an_unknown_id_names_the_nearest(samples):
    report = samples.failing()
    wrong = samples.SHELL.id[:-1] + "z"
    with pytest.raises(ReportError, match="no item") as caught:
        find_item(report, wrong)
    assert samples.SHELL.id in caught.value.remedy


def test_an_unknown_id_in_an_empty_report_says_that_there_is_nothing(samples):
    report = samples.report(samples.Decision.PASS)
    with pytest.raises(ReportError) as caught:
        find_item(report, "E-0000000000")
    assert "nothing to run again" in caught.value.remedy


@given(st.text(max_size=300))
def test_any_id_ends_in_an_item_or_a_report_error(samples, id):
    with pytest.raises(ReportError) as caught:
        find_item(samples.failing(), id)
    assert str(caught.value).isprintable()


def test_a_reason_keeps_its_id_when_its_remedy_is_reworded(samples):
    first = samples.failing().verdict.reasons[0]
    assert reason_id(first) == reason_id(Reason(**{**_fields(first), "remedy": "other"}))
    assert reason_id(first) != reason_id(Reason(**{**_fields(first), "message": "other"}))


def _fields(value):
    return {name: getattr(value, name) for name in value.__struct_fields__}


def test_a_reason_without_a_place_takes_that_of_what_it_refers_to(samples):
    report = samples.failing()
    hang = report.verdict.reasons[1]
    assert hang.location is None
    assert reason_location(hang, items(report)) == samples.HANG.location


def test_a_failing_test_is_evidence_of_its_own(samples):
    assert isinstance(find_item(samples.failing(), samples.LEDGER.id), TestEvidence)


def test_of_two_items_with_one_id_the_first_counts(samples):
    first = samples.finding("a.py", 1, "r", "first", id="F-0000000000")
    second = samples.finding("b.py", 2, "r", "second", id="F-0000000000")
    report = samples.report(samples.Decision.PASS, scans=samples.scanned(first, second))
    assert find_item(report, "F-0000000000") == first


def test_a_notice_about_evidence_that_is_shown_anyway_does_not_stand_alone(samples):
    report = samples.failing()
    assert shown_notices(report, items(report)) == ()
    report = samples.nothing_to_judge()
    assert shown_notices(report, items(report)) == report.verdict.reasons


def test_a_notice_that_asks_something_is_shown_beside_its_evidence(samples):
    report = samples.failing()
    asking = Reason(
        decision=Decision.PASS,
        gate="differential",
        message="f(1) gives 1 on the base, and 2 now: intended?",
        refs=(samples.HANG.id,),
    )
    asked = replace(report, verdict=replace(report.verdict, reasons=(*report.verdict.reasons, asking)))
    assert shown_notices(asked, items(asked)) == (asking,)
