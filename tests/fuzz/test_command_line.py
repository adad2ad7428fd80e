"""The whole command line, in this process: malformed input ends in an exit code and one message, never in a defect."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.cli.main import main
from tests.fuzz.mutations import CASES, fuzz, mutated, samples_of

VERDICTS = {0, 1, 2, 3, 4}
DIFFS = [sample for sample in samples_of(CASES / "change", "*.diff") if len(sample) < 20_000]
SETTINGS = samples_of(CASES / "config" / "accepted", "*.yml")


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
    code = main(list(arguments))
    written = capsys.readouterr()
    assert code in VERDICTS
    assert "defect of stelp-ci" not in written.err, written.err
    assert "Traceback" not in written.err + written.out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("command")


def _check(capsys: pytest.CaptureFixture[str], repository: Path, diff: Path, *more: str) -> None:
    _run(capsys, "check", "--repo", str(repository), "--diff", str(diff), "--no-exec", *more)


def test_a_malformed_diff_ends_in_a_verdict_or_one_message(
    repository: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    @fuzz(share=0.1, least=10)
    @given(diff=mutated(DIFFS, edits=3))
    def judge(diff: bytes) -> None:
        path = folder / "input.diff"
        path.write_bytes(diff)
        _check(capsys, repository, path)

    judge()


def test_malformed_settings_end_in_a_verdict_or_one_message(
    repository: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    diff = folder / "fixed.diff"
    diff.write_bytes((CASES / "change" / "add_file.diff").read_bytes())

    @fuzz(share=0.1, least=10)
    @given(text=mutated(SETTINGS, [b"scan: {disable: [bandit, pyright, semgrep, dependencies, suppressions]}\n"]))
    def judge(text: bytes) -> None:
        settings = folder / "settings.yml"
        settings.write_bytes(text)
        _check(capsys, repository, diff, "--config", str(settings))

    judge()


def test_a_malformed_report_ends_in_a_rendering_or_one_message(
    reports: list[bytes], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    @fuzz(share=0.3, least=20)
    @given(report=mutated(reports, edits=2), format=st.sampled_from(["terminal", "sarif", "markdown", "agent"]))
    def show(report: bytes, format: str) -> None:
        path = folder / "stelp-report.json"
        path.write_bytes(report)
        _run(capsys, "report", str(path), "--format", format)

    show()
