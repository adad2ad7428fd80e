"""The three ways to hand over a change, and the modes of the settings, through the command line."""

import subprocess
from pathlib import Path

from stelp_ci.model.change import ChangeKind
from stelp_ci.model.report import InputKind
from tests.e2e.repository import BASE, QUIET, check, reasons, write_repository

BROKEN = {"shelf/books.py": "def total(prices):\n    return sum(prices) - 1\n"}


def git(repository: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_what_is_staged_is_judged_and_the_work_tree_is_not(tmp_path: Path) -> None:
    repository = write_repository(tmp_path / "r", base=BASE, head={})
    (repository / "shelf" / "books.py").write_text("def total(prices):\n    return sum(prices, start=0)\n")
    git(repository, "add", "--all")
    (repository / "shelf" / "books.py").write_text("def total(:\n")
    ran = check(repository, "--staged", "--no-exec")
    assert ran.code == 3, reasons(ran)
    assert ran.report is not None
    assert ran.report.invocation.input is InputKind.STAGED
    assert [unit.kind for file in ran.report.change.files for unit in file.units] == [ChangeKind.MODIFIED]


def test_a_diff_is_judged_without_being_applied(tmp_path: Path) -> None:
    repository = write_repository(tmp_path / "r", base=BASE, head=BROKEN)
    diff = tmp_path / "change.diff"
    diff.write_text(git(repository, "diff", "main", "change"))
    git(repository, "checkout", "--quiet", "main")
    ran = check(repository, "--diff", str(diff), "--no-exec")
    assert ran.code == 3, reasons(ran)
    assert ran.report is not None
    assert [file.path for file in ran.report.change.files] == ["shelf/books.py"]
    assert "sum(prices)\n" in (repository / "shelf" / "books.py").read_text()


def test_a_diff_that_does_not_apply_is_inconclusive(tmp_path: Path) -> None:
    repository = write_repository(tmp_path / "r", base=BASE, head=BROKEN)
    diff = tmp_path / "change.diff"
    diff.write_text(git(repository, "diff", "main", "change").replace("def total", "def other"))
    ran = check(repository, "--diff", str(diff), "--base", "main", "--no-exec")
    assert ran.code == 4
    assert "shelf/books.py" in reasons(ran)


def test_observe_judges_and_does_not_stop_the_job(tmp_path: Path) -> None:
    base = {**BASE, ".stelp.yml": "mode: observe\n" + QUIET}
    ran = check(write_repository(tmp_path / "r", base=base, head=BROKEN), "--no-exec")
    assert ran.code == 0
    assert "--no-exec" in reasons(ran)


def test_ai_only_passes_over_a_change_that_bears_no_mark(tmp_path: Path) -> None:
    base = {**BASE, ".stelp.yml": "mode: ai-only\n" + QUIET}
    ran = check(write_repository(tmp_path / "r", base=base, head=BROKEN), "--no-exec")
    assert ran.code == 0
    assert "no mark names an agent" in reasons(ran)


def test_ai_only_judges_a_change_that_bears_one(tmp_path: Path) -> None:
    base = {**BASE, ".stelp.yml": "mode: ai-only\n" + QUIET}
    message = "Change\n\nCo-authored-by: Copilot <copilot@users.noreply.github.com>\n"
    ran = check(write_repository(tmp_path / "r", base=base, head=BROKEN, message=message), "--no-exec")
    assert ran.code == 3, reasons(ran)
    assert ran.report is not None
    assert ran.report.change.author.agent is not None


def test_a_disabled_scanner_is_named_in_the_report(tmp_path: Path) -> None:
    ran = check(write_repository(tmp_path / "r", base=BASE, head=BROKEN), "--no-exec")
    assert "not assessed: semgrep: the settings disable it" in reasons(ran)
