import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.errors import ReportError
from stelp_ci.report import evidence_file
from stelp_ci.report.evidence_file import load, render_json


def test_a_report_is_read_back_as_it_was_written(samples, sample):
    report = samples.SAMPLES[sample]()
    text = render_json(report)
    back = load(text.encode())
    # A lone surrogate cannot be written as UTF-8: the hostile sample comes back with it spelled out.
    assert render_json(back) == text
    assert back == report or sample == "hostile"


def test_hostile_text_without_surrogates_is_read_back_exactly(samples):
    report = samples.poisoned(samples.failing(), lambda _: samples.ATTACK.replace("\ud800", ""))
    assert load(render_json(report).encode()) == report


def test_the_evidence_file_is_for_people_to_read_too(samples):
    text = render_json(samples.honest_pass())
    assert text.startswith('{\n  "schema_version": 1,\n')
    assert text.endswith("}\n")


def refused(data: bytes) -> ReportError:
    with pytest.raises(ReportError) as caught:
        load(data)
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"runs": []}',
        b"\xff\xfe",
        b'{"schema_version": 1}',
        b'{"schema_version": "1"}',
        b"[" * 200_000,
        b'{"schema_version": 1, "tool_version": ' + b"[" * 200_000,
        b'{"schema_version": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_foreign_or_broken_file_is_refused(data):
    assert "not a report of stelp-ci" in str(refused(data))


def test_a_truncated_report_is_refused(samples):
    data = render_json(samples.failing()).encode()
    assert "not a report" in str(refused(data[: len(data) // 2]))


def test_a_report_with_a_field_that_nobody_knows_is_refused(samples):
    document = json.loads(render_json(samples.honest_pass()))
    document["verdict"]["approved_by"] = "somebody"
    assert "approved_by" in str(refused(json.dumps(document).encode()))


def test_a_report_of_a_newer_schema_says_to_upgrade(samples):
    document = json.loads(render_json(samples.honest_pass())) | {"schema_version": 2, "something": "new"}
    error = refused(json.dumps(document).encode())
    assert "version 2" in str(error)
    assert "Upgrade" in error.remedy


def test_a_report_of_an_older_schema_says_to_run_again(samples):
    document = json.loads(render_json(samples.honest_pass())) | {"schema_version": 0}
    assert "Run the check again" in refused(json.dumps(document).encode()).remedy


def test_a_report_above_the_limit_is_not_even_parsed():
    assert "more than" in str(refused(b" " * (evidence_file.MAX_BYTES + 1)))


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_report_or_a_report_error(data):
    with pytest.raises(ReportError):
        load(data)


@given(st.data())
def test_a_report_with_any_one_value_changed_is_read_or_refused(samples, data):
    document = json.loads(render_json(samples.failing()))
    place, key = data.draw(st.sampled_from(list(_places(document))))
    place[key] = data.draw(st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({}))
    try:
        report = load(json.dumps(document).encode())
    except ReportError:
        return
    assert load(render_json(report).encode()) == report


def _places(value):
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(pairs):
        yield value, key
        yield from _places(item)
