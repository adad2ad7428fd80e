"""What a run leaves behind: its renderings, its exit code, and a word where something could not be written."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stelp_ci.cli.delivery import deliver, exit_code, use_colour
from stelp_ci.cli.targets import plan_targets
from stelp_ci.model.report import Report
from stelp_ci.model.settings import Mode
from stelp_ci.model.verdict import Decision

Make = Callable[..., Report]


@pytest.mark.parametrize(
    ("decision", "code"),
    [(Decision.PASS, 0), (Decision.FAIL, 1), (Decision.NEEDS_HUMAN, 3), (Decision.INCONCLUSIVE, 4)],
)
def test_the_verdict_is_the_exit_code(decision: Decision, code: int, make_report: Make) -> None:
    assert exit_code(make_report(decision)) == code


@pytest.mark.parametrize("decision", Decision)
def test_observing_exits_0_whatever_was_found(decision: Decision, make_report: Make) -> None:
    assert exit_code(make_report(decision, mode=Mode.OBSERVE)) == 0


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("decision", Decision)
def test_a_report_that_was_not_written_is_never_a_pass(decision: Decision, mode: Mode, make_report: Make) -> None:
    assert exit_code(make_report(decision, mode=mode), complete=False) == (1 if decision is Decision.FAIL else 4)


def test_a_document_alone_on_stdout_is_clean(make_report: Make, capsys: pytest.CaptureFixture[str]) -> None:
    assert deliver(make_report(), plan_targets(["json"], None), color="always") == 3
    shown = capsys.readouterr()
    assert json.loads(shown.out)["verdict"]["decision"] == "needs-human"
    assert shown.err == ""


def test_several_formats_are_written_in_one_run(
    make_report: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    targets = plan_targets(["terminal", "json", "markdown", "sarif", "agent", "annotations"], str(tmp_path))
    assert deliver(make_report(), targets, color="never") == 3
    assert len(list(tmp_path.iterdir())) == 5
    assert "needs-human" in capsys.readouterr().out.lower()


def test_where_stdout_is_empty_stderr_says_the_verdict(
    make_report: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "r.json"
    deliver(make_report(), plan_targets(["json"], str(path)), color="never")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == f"stelp-ci: needs-human; report in {path}\n"


def test_an_observed_verdict_says_that_it_does_not_count(
    make_report: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = make_report(Decision.FAIL, mode=Mode.OBSERVE)
    assert deliver(report, plan_targets(["json"], str(tmp_path / "r")), color="never") == 0
    assert "fail (observed: exit code 0)" in capsys.readouterr().err


def test_an_unwritable_report_is_said_and_the_others_are_written(
    make_report: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    targets = plan_targets([f"sarif={tmp_path}/missing/r.sarif", f"json={tmp_path}/r.json"], None)
    assert deliver(make_report(Decision.PASS), targets, color="never") == 4
    shown = capsys.readouterr().err
    assert "cannot write" in shown
    assert "pass" in shown
    assert (tmp_path / "r.json").is_file()


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "colour"),
    [
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    *, choice: str, environment: dict[str, str], terminal: bool, colour: bool
) -> None:
    stream = io.StringIO()
    stream.isatty = lambda: terminal
    assert use_colour(choice, stream, environment) is colour
