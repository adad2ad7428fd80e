"""`stelp-ci baseline` writes what HEAD has, and from the next commit on it is not asked about again."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stelp_ci.cli.main import main
from stelp_ci.model.baseline import BASELINE_FILE

Bash = Callable[[str, Path], None]
SETTINGS = "version: 1\nscan:\n  disable: [semgrep, bandit, pyright, zizmor]\n"
STUB = "def later(x):\n    pass\n"


@pytest.fixture
def project(repository: Path, run_script: Bash, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a stub, whose settings leave out the scanners that take long to start."""
    (repository / ".stelp.yml").write_text(SETTINGS, encoding="utf-8")
    (repository / "n.py").write_text(STUB, encoding="utf-8")
    run_script("git rm -q --cached marked.py; rm marked.py; git add -A; git commit -qm stub", repository)
    monkeypatch.chdir(repository)
    return repository


def test_what_exists_is_written_with_its_reason_and_its_end(project: Path) -> None:
    assert main(["baseline", "--reason", "from before", "--days", "10"]) == 0
    (entry,) = json.loads((project / BASELINE_FILE).read_text())["accepted"]
    assert (entry["rule"], entry["path"], entry["reason"]) == ("stubs/stub", "n.py", "from before")


def test_what_is_accepted_is_not_told_again_once_it_is_committed(
    project: Path, run_script: Bash, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["baseline", "--reason", "from before"]) == 0
    run_script("git add -A; git commit -qm baseline; git mv n.py m.py; git rm -q --cached m.py; git add m.py", project)
    run_script(
        "printf 'x = 1\\n\\n\\ndef later(x):\\n    pass\\n\\n\\ndef other(x):\\n    pass\\n' > n.py; git add -A",
        project,
    )
    capsys.readouterr()
    assert main(["hook", "scan"]) == 0
    out = capsys.readouterr().out
    assert "n.py:8: stubs/stub" in out and "n.py:4" not in out


def test_a_second_run_keeps_what_was_accepted_and_drops_what_is_gone(project: Path, run_script: Bash) -> None:
    assert main(["baseline", "--reason", "from before"]) == 0
    run_script("printf 'def more(x):\\n    pass\\n' > more.py; git add -A; git commit -qm more", project)
    assert main(["baseline", "--reason", "another one"]) == 0
    entries = json.loads((project / BASELINE_FILE).read_text())["accepted"]
    assert {entry["path"]: entry["reason"] for entry in entries} == {"n.py": "from before", "more.py": "another one"}
    run_script("git rm -q n.py; git add -A; git commit -qm gone", project)
    assert main(["baseline", "--reason", "another one"]) == 0
    assert [entry["path"] for entry in json.loads((project / BASELINE_FILE).read_text())["accepted"]] == ["more.py"]


@pytest.mark.usefixtures("project")
def test_what_soon_ends_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "--reason", "from before", "--days", "10"]) == 0
    assert main(["baseline", "--check"]) == 0
    assert "stubs/stub  n.py: from before" in capsys.readouterr().out


@pytest.mark.parametrize("options", [[], ["--reason", " "], ["--reason", "why not", "--days", "0"]])
def test_a_baseline_without_a_reason_or_an_end_is_wrong_usage(project: Path, options: list[str]) -> None:
    assert main(["baseline", *options]) == 2
    assert not (project / BASELINE_FILE).exists()
