"""`stelp-ci check --event`: the commits, the author and the settings that a GitHub job means."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from stelp_ci.cli.main import main
from stelp_ci.model.change import Certainty
from stelp_ci.model.report import Report
from stelp_ci.model.settings import Mode
from stelp_ci.report.evidence_file import load
from stelp_ci.scan.registry import SCANNERS

GIT = shutil.which("git") or "git"
QUIET = f"version: 1\nscan:\n  disable: [{', '.join(SCANNERS)}]\n"


def _git(repo: Path, *arguments: str) -> str:
    return subprocess.run([GIT, *arguments], cwd=repo, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of a pull request by Devin that edits its own settings, and the event that started the job."""
    repo = tmp_path / "repo"
    (repo / "ci").mkdir(parents=True)
    (repo / ".stelp.yml").write_text(QUIET, encoding="utf-8")
    (repo / "ci" / "other.yml").write_text(f"{QUIET}mode: observe\n", encoding="utf-8")
    _git(repo, "init", "-q", "-b", "main")
    _git(repo, "add", ".")
    _git(repo, "commit", "-q", "-m", "base")
    base = _git(repo, "rev-parse", "HEAD")
    (repo / ".stelp.yml").write_text("version: 1\nmode: observe\n", encoding="utf-8")
    (repo / "ci" / "head.yml").write_text(QUIET, encoding="utf-8")
    _git(repo, "add", ".")
    _git(repo, "commit", "-q", "-m", "head")
    head = _git(repo, "rev-parse", "HEAD")
    where = {"full_name": "acme/parcel"}
    pull = {
        "number": 7,
        "title": "Make CI quieter",
        "body": None,
        "user": {"id": 158243242, "login": "devin-ai-integration[bot]", "type": "Bot"},
        "head": {"sha": head, "ref": "quiet", "repo": where},
        "base": {"sha": base, "ref": "main", "repo": where},
    }
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": pull, "repository": where}), encoding="utf-8")
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    return tmp_path


def _check(job: Path, *options: str) -> tuple[int, Report | None]:
    report = job / "report.json"
    command = ["check", "--repo", str(job / "repo"), "--event", str(job / "event.json"), "--no-exec", *options]
    code = main([*command, "--format", f"json={report}"])
    return code, load(report.read_bytes()) if report.is_file() else None


def test_the_event_names_commits_author_and_what_is_claimed(job: Path) -> None:
    _, report = _check(job)
    assert report and report.invocation.origin
    assert (report.change.base.commit, report.change.head.commit) == (
        report.invocation.origin.base,
        report.invocation.origin.head,
    )
    assert (report.change.author.agent, report.change.author.certainty) == ("Devin", Certainty.CERTAIN)
    assert report.change.messages[0] == "Make CI quieter"


def test_the_heads_settings_do_not_judge_it(job: Path) -> None:
    code, report = _check(job)
    assert report and report.mode is Mode.ALL
    assert code == report.verdict.decision.exit_code != 0
    assert any(reason.gate == "guarded-files" for reason in report.verdict.reasons)


def test_other_settings_are_a_file_of_the_base(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, report = _check(job, "--config", "ci/other.yml")
    assert code == 0 and report and report.mode is Mode.OBSERVE
    (job / "report.json").unlink()
    assert _check(job, "--config", "ci/head.yml") == (2, None)
    assert "the base commit has no file" in capsys.readouterr().err


def test_the_job_may_choose_the_mode_and_the_report_says_which(job: Path) -> None:
    code, report = _check(job, "--mode", "observe")
    assert code == 0 and report and report.mode is Mode.OBSERVE


REFUSED = {
    "a target": ("pull_request_target", (), 4, "secrets"),
    "no event": ("", (), 2, "GITHUB_EVENT_NAME"),
    "two heads": ("pull_request", ("--head", "HEAD"), 2, "names the commits itself"),
    "the index": ("pull_request", ("--staged",), 2, "names the commits itself"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_before_any_work(
    job: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    event, options, code, words = REFUSED[name]
    monkeypatch.setenv("GITHUB_EVENT_NAME", event)
    assert _check(job, *options) == (code, None)
    assert words in capsys.readouterr().err
