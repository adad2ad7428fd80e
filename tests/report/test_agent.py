import json

import pytest

from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report.agent import MAX_ITEMS, MAX_TEXT, render_agent
from stelp_ci.report.select import find_item


def agent(report):
    return json.loads(render_agent(report))


def test_a_bot_reads_what_to_change_where_and_how_to_reproduce_it(samples):
    first, _, third = agent(samples.failing())["change"]
    assert (first["path"], first["line"]) == ("tests/test_money.py", 17)
    assert "assert 9 == 10" in first["what"]
    assert (first["code"], first["end_line"], third["code"]) == (
        "test/failed",
        17,
        "semgrep/stelp.python.shell-injection",
    )
    assert third["fix"]["start"] == third["fix"]["end"] == third["line"] == 41
    assert first["repair"].startswith("Correct clamp")
    assert first["reproduce"] == f"stelp-ci replay {samples.CLAMP_TOP.id} --report stelp-report.json"
    assert third["repair"] == samples.SHELL.remedy


def test_the_worst_comes_first_and_notices_stand_apart(samples):
    document = agent(samples.failing())
    assert [entry["decision"] for entry in document["change"]] == ["fail", "fail", "needs-human"]
    assert [entry["decision"] for entry in document["notices"]] == ["pass"]


def test_every_id_can_be_found_again(samples, sample):
    report = samples.SAMPLES[sample]()
    document = agent(report)
    for entry in document["change"] + document["notices"]:
        assert find_item(report, entry["id"])


def test_what_cannot_be_run_has_no_command(samples):
    entries = agent(samples.needs_human())["change"]
    assert [entry["reproduce"] for entry in entries] == ["", ""]
    assert entries[0]["id"].startswith("R-")


@pytest.mark.parametrize("decision", Decision)
def test_the_verdict_is_the_one_of_the_report_with_its_exit_code(samples, decision):
    document = agent(samples.report(decision))
    assert (document["verdict"], document["exit_code"]) == (decision.value, decision.exit_code)


def test_failures_of_the_tool_are_not_given_as_things_to_change_in_the_code(samples):
    document = agent(samples.inconclusive())
    assert [failure["what"] for failure in document["tool_failures"]] == ["runsc", "semgrep"]
    assert document["tool_failures"][0]["remedy"] == "sudo apt-get install runsc"


def test_a_long_report_is_bounded_and_counts_what_it_leaves_out(samples):
    reasons = [
        Reason(decision=Decision.FAIL, gate="tests", message=f"{number} " + "x" * 10_000) for number in range(300)
    ]
    document = agent(samples.report(Decision.FAIL, *reasons))
    assert len(document["change"]) == MAX_ITEMS
    assert document["left_out"]["change"] == 300 - MAX_ITEMS
    assert all(len(entry["what"]) < MAX_TEXT + 50 for entry in document["change"])


def test_the_rendering_is_one_line(samples, sample):
    assert render_agent(samples.SAMPLES[sample]()).count("\n") == 1


def test_an_id_from_a_hostile_artifact_cannot_become_a_second_command(samples):
    report = samples.poisoned(samples.failing(), lambda _: "x; rm -rf ~", keep=frozenset())
    assert agent(report)["change"][0]["reproduce"] == "stelp-ci replay 'x; rm -rf ~' --report stelp-report.json"
