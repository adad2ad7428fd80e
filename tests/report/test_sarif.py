import json
import shutil
import subprocess
import tarfile
from urllib.parse import unquote

import pytest
from jsonschema.validators import validator_for

from stelp_ci.model.evidence import evidence_id
from stelp_ci.model.finding import Severity
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report import sarif, sarif_rules
from stelp_ci.report.sarif import render_sarif


def run_of(report):
    return json.loads(render_sarif(report))["runs"][0]


@pytest.fixture(scope="session")
def oasis_schema(tmp_path_factory):
    """The OASIS schema of SARIF 2.1.0, taken from the npm package that ships it."""
    npm = shutil.which("npm")
    assert npm, "npm is missing: sudo apt-get install npm"
    folder = tmp_path_factory.mktemp("sarif")
    packed = subprocess.run(
        [npm, "pack", "--silent", "@microsoft/jest-sarif@1.0.0-beta.0"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    with tarfile.open(folder / packed.stdout.strip()) as package:
        found = package.extractfile("package/lib/schemas/sarif-2.1.0-rtm.5.json")
        assert found is not None
        return json.loads(found.read())


@pytest.mark.network
def test_every_sample_is_valid_against_the_oasis_schema(samples, oasis_schema):
    validator = validator_for(oasis_schema)(oasis_schema)
    for name, make in samples.SAMPLES.items():
        errors = [error.message for error in validator.iter_errors(json.loads(render_sarif(make())))]
        assert errors == [], name


@pytest.mark.network
def test_the_oasis_schema_would_refuse_a_broken_log(samples, oasis_schema):
    validator = validator_for(oasis_schema)(oasis_schema)
    log = json.loads(render_sarif(samples.failing()))
    log["runs"][0]["results"][0]["level"] = "terrible"
    assert not validator.is_valid(log)


def test_findings_failing_tests_and_ended_runs_are_results(samples):
    results = run_of(samples.failing())["results"]
    assert {result["ruleId"] for result in results} == {
        "stelp-ci/test-failed",
        "stelp-ci/run-ended",
        "semgrep/stelp.python.shell-injection",
        "semgrep/python.unused-import",
        "semgrep/python.eval",
    }
    assert [result["level"] for result in results] == ["error"] * 5 + ["note"]


def test_a_test_that_is_not_charged_to_the_change_is_no_result(samples):
    ids = {result["properties"]["id"] for result in run_of(samples.failing())["results"]}
    assert samples.CLAMP_TOP.id in ids
    assert samples.LEDGER.id not in ids


def test_a_reason_that_nothing_else_stands_for_is_a_result_at_its_place(samples):
    results = run_of(samples.needs_human())["results"]
    assert [result["ruleId"] for result in results] == ["stelp-ci/gate/untested"]
    assert results[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 38


def test_what_has_no_place_is_a_notification_and_never_a_result(samples):
    run = run_of(samples.needs_human())
    said = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert said == ["workflow: the change edits .github/workflows/check.yml"]
    assert all(result["locations"] for result in run["results"])


def test_a_finding_keeps_its_fingerprint_columns_and_marks(samples):
    results = run_of(samples.failing())["results"]
    found = next(result for result in results if result["ruleId"] == "semgrep/stelp.python.shell-injection")
    assert found["partialFingerprints"] == {
        "primaryLocationLineHash": f"{samples.SHELL.fingerprint}:1",
        "stelp-ci/v1": samples.SHELL.fingerprint,
    }
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "shop/export.py", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 41, "startColumn": 5, "endLine": 41}
    assert (found["properties"]["inChange"], found["properties"]["new"]) == (True, True)


def test_a_security_rule_has_its_severity_cwe_tag_and_help(samples):
    rules = {rule["id"]: rule for rule in run_of(samples.failing())["tool"]["driver"]["rules"]}
    shell = rules["semgrep/stelp.python.shell-injection"]
    assert shell["properties"]["security-severity"] == "8.0"
    assert {"security", "external/cwe/cwe-078"} <= set(shell["properties"]["tags"])
    assert shell["help"]["text"] == samples.SHELL.remedy
    assert shell["helpUri"].startswith("https://cwe.mitre.org/")
    assert "security-severity" not in rules["semgrep/python.unused-import"]["properties"]


def test_each_result_points_to_the_rule_it_names(samples, sample):
    run = run_of(samples.SAMPLES[sample]())
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert {rule["id"] for rule in rules} == {result["ruleId"] for result in run["results"]}


def test_a_run_in_which_a_tool_failed_was_not_successful(samples):
    failed = run_of(samples.inconclusive())["invocations"][0]
    assert failed["executionSuccessful"] is False
    assert any("sudo apt-get install runsc" in n["message"]["text"] for n in failed["toolExecutionNotifications"])
    assert run_of(samples.failing())["invocations"][0]["executionSuccessful"] is True


def test_results_above_githubs_limit_are_counted_and_the_worst_stay(samples, monkeypatch):
    monkeypatch.setattr(sarif, "MAX_RESULTS", 10)
    low = [samples.finding("a.py", n + 1, f"r{n}", f"m{n}", severity=Severity.LOW) for n in range(20)]
    high = samples.finding("z.py", 1, "bad", "worst", severity=Severity.CRITICAL)
    run = run_of(samples.report(Decision.NEEDS_HUMAN, scans=samples.scanned(*low, high)))
    assert len(run["results"]) == 10
    assert run["results"][0]["ruleId"] == "semgrep/bad"
    said = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert said == ["11 more results in stelp-report.json"]


def test_a_rule_has_no_more_tags_than_github_takes(samples):
    many = samples.finding("a.py", 1, "r", "m", cwe=tuple(range(1, 60)))
    rules = run_of(samples.report(Decision.PASS, scans=samples.scanned(many)))["tool"]["driver"]["rules"]
    assert len(rules[0]["properties"]["tags"]) == sarif_rules.MAX_TAGS


@pytest.mark.parametrize(
    "path", ["javascript:alert(1)", "//evil.example/x", "/etc/passwd", "a b#c?d.py", "dir/\u202e.py"]
)
def test_a_hostile_path_is_a_relative_percent_encoded_uri(samples, path):
    finding = samples.finding(path, 1, "r", "m")
    results = run_of(samples.report(Decision.PASS, scans=samples.scanned(finding)))["results"]
    uri = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri) == path
    assert not uri.startswith("/")
    assert ":" not in uri


def test_hostile_messages_hold_no_links_and_rules_no_foreign_help_address(samples):
    run = run_of(samples.hostile())
    texts = [result["message"]["text"] for result in run["results"]]
    assert not [text for text in texts if "](" in text]
    hit = samples.finding("a.py", 1, "r", "m", url="javascript:alert(1)")
    rules = run_of(samples.report(Decision.PASS, scans=samples.scanned(hit)))["tool"]["driver"]["rules"]
    assert "helpUri" not in rules[0]


def test_lines_that_cannot_be_are_made_possible(samples):
    place = samples.location("a.py", 0, column=-3)
    reason = Reason(decision=Decision.FAIL, gate="tests", message="m", location=place, refs=(evidence_id("x"),))
    region = run_of(samples.report(Decision.FAIL, reason))["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "endLine": 1}
