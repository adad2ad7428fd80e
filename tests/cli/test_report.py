"""`stelp-ci report` and the errors of `replay`, through the front door."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stelp_ci.cli.main import main
from stelp_ci.model.report import Report
from stelp_ci.report.registry import Format, render

Make = Callable[..., Report]


@pytest.fixture
def evidence(make_report: Make, tmp_path: Path) -> Path:
    path = tmp_path / "stelp-report.json"
    path.write_text(render(make_report(), Format.JSON), encoding="utf-8")
    return path


@pytest.mark.parametrize("format", Format)
def test_an_evidence_file_is_shown_in_every_format(
    format: Format, evidence: Path, make_report: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(evidence), "--format", format]) == 3
    assert capsys.readouterr().out == render(make_report(), format)


def test_json_to_json_is_the_same_file(evidence: Path, tmp_path: Path) -> None:
    assert main(["report", str(evidence), "--format", f"json={tmp_path}/again.json"]) == 3
    assert (tmp_path / "again.json").read_bytes() == evidence.read_bytes()


def test_the_exit_code_can_be_left_to_others(evidence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(evidence), "--exit-zero"]) == 0
    assert "needs-human" in capsys.readouterr().out.lower()


def test_exit_zero_does_not_hide_a_report_that_was_not_written(evidence: Path) -> None:
    assert main(["report", str(evidence), "--exit-zero", "--format", "json=/dev/full"]) == 4


def test_a_report_is_read_from_stdin(
    evidence: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(evidence.read_bytes())))
    assert main(["report", "-", "--format", "json"]) == 3
    assert json.loads(capsys.readouterr().out)["schema_version"] == 1


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", 4, "this is not a report"),
        (b"{", 4, "this is not a report"),
        (b"[]", 4, "this is not a report"),
        (b'{"schema_version": 99}', 4, "Upgrade stelp-ci"),
        (b"\xff\xfe", 4, "this is not a report"),
        (b"[" * 100_000, 4, "this is not a report"),
        (None, 2, "No such file"),
    ],
)
@pytest.mark.parametrize("command", [["report"], ["replay", "E-0123456789", "--report"]])
def test_what_is_not_a_report_is_said_so(
    command: list[str], content: bytes | None, code: int, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    if content is not None:
        path.write_bytes(content)
    assert main([*command, str(path)]) == code
    shown = capsys.readouterr().err
    assert words in shown
    assert "Traceback" not in shown


def test_an_unknown_item_is_named_with_its_neighbour(evidence: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "E-0123456788", "--report", str(evidence)]) == 2
    assert "the nearest are E-0123456789" in capsys.readouterr().err
