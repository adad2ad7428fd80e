"""`stelp-ci init` on projects of five styles: what it finds, what it writes, and that the first run passes."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from stelp_ci.cli.main import main
from stelp_ci.config.load import load_settings
from stelp_ci.init.files import PRE_COMMIT, SETTINGS, WORKFLOW, Source
from stelp_ci.init.project import Ci, Layout, Runner, read_project
from stelp_ci.model.settings import Mode

ROOT = Path(__file__).parents[2]
GIT = shutil.which("git") or "git"
PYPROJECT = """\
[project]
name = "x"
requires-python = ">=3.11"
[tool.pytest.ini_options]
markers = ["network: needs it", "slow"]
"""
HOSTILE = """\
[project]
requires-python = ">=3\\nmode: all"
[tool.pytest.ini_options]
markers = ["network]\\nmode: all #: x"]
"""
TEST = "def test_it():\n    assert 1 + 1 == 2\n"
STYLES: dict[str, dict[str, str]] = {
    "src": {
        "pyproject.toml": PYPROJECT,
        "src/x/__init__.py": "",
        "tests/test_x.py": TEST,
        ".github/workflows/ci.yml": "on: push\n",
    },
    "flat": {"setup.cfg": "[options]\npython_requires = >=3.10\n", "x/__init__.py": "", "tests/test_x.py": TEST},
    "modules": {"x.py": "x = 1\n", "test_x.py": "import unittest\n\n\nclass X(unittest.TestCase):\n    pass\n"},
    "django": {
        "manage.py": "",
        "app/__init__.py": "",
        "app/tests.py": "from django.test import TestCase\n",
        ".gitlab-ci.yml": "a: {}\n",
    },
    "several": {
        "one/pyproject.toml": "[project]\nname = 'a'\n",
        "two/pyproject.toml": "[project]\nname = 'b'\n",
        "one/a.py": "a = 1\n",
        "one/test_a.py": TEST,
    },
}
FOUND = {
    "src": (Layout.SRC, Runner.PYTEST, Ci.GITHUB, ">=3.11", ("network",)),
    "flat": (Layout.FLAT, Runner.PYTEST, Ci.NONE, ">=3.10", ()),
    "modules": (Layout.MODULES, Runner.UNITTEST, Ci.NONE, "", ()),
    "django": (Layout.DJANGO, Runner.UNITTEST, Ci.GITLAB, "", ()),
    "several": (Layout.SEVERAL, Runner.PYTEST, Ci.NONE, "", ()),
}


def git(folder: Path, *arguments: str) -> None:
    subprocess.run([GIT, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def make_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    def make(style: str) -> Path:
        for name, text in STYLES[style].items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        git(tmp_path, "init", "-q", "-b", "main")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", "first")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return make


@pytest.mark.parametrize("style", list(STYLES))
def test_the_project_is_recognised(style: str, make_project: Callable[[str], Path]) -> None:
    assert tuple(read_project(make_project(style))) == FOUND[style]


@pytest.mark.parametrize("style", list(STYLES))
def test_what_is_written_can_be_read_and_the_first_run_passes(
    style: str, make_project: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_project(style)
    assert main(["init", "--yes", "--source", "owner/stelp-ci", "--rev", "ab" * 20]) == 0
    written = [name for name in (SETTINGS, PRE_COMMIT, WORKFLOW) if (root / name).is_file()]
    assert written == [SETTINGS, PRE_COMMIT] + ([WORKFLOW] if FOUND[style][2] in (Ci.GITHUB, Ci.NONE) else [])
    assert load_settings((root / SETTINGS).read_bytes()).mode is Mode.OBSERVE
    (repo,) = yaml.safe_load((root / PRE_COMMIT).read_text())["repos"]
    assert (repo["repo"], repo["rev"]) == ("https://github.com/owner/stelp-ci", "ab" * 20)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "stelp-ci")
    (root / "more.py").write_text("def add(a, b):\n    return a + b\n", encoding="utf-8")
    capsys.readouterr()
    everything = [str(path) for path in root.rglob("*") if path.is_file() and ".git" not in path.parts]
    for hook in ("scan", "tests", "policy"):
        assert main(["hook", hook, *([] if hook == "tests" else everything)]) == 0


@pytest.mark.parametrize(
    "style", ["flat", *(pytest.param(style, marks=pytest.mark.proof) for style in STYLES if style != "flat")]
)
def test_the_first_check_of_a_clean_tree_passes(style: str, make_project: Callable[[str], Path]) -> None:
    root = make_project(style)
    assert main(["init", "--yes"]) == 0
    git(root, "add", "-A")
    git(root, "commit", "-qm", "stelp-ci")
    assert main(["check", "--staged"]) == 0


def test_without_a_terminal_nothing_is_written_unless_it_was_asked_for(
    make_project: Callable[[str], Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_project("flat")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["init"]) == 0
    out = capsys.readouterr().out
    assert "+mode: observe" in out and "+++ b/.stelp.yml" in out and "nothing was written" in out
    assert not (root / SETTINGS).exists()


@pytest.mark.parametrize("name", [SETTINGS, PRE_COMMIT, WORKFLOW])
def test_what_exists_is_never_written_over(
    name: str, make_project: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_project("flat")
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("# mine\n", encoding="utf-8")
    assert main(["init", "--yes"]) == 0
    assert (root / name).read_text() == "# mine\n"
    assert f"{name} exists and stays as it is" in capsys.readouterr().out


def test_a_broken_link_counts_as_there(make_project: Callable[[str], Path], tmp_path: Path) -> None:
    root = make_project("flat")
    (root / SETTINGS).symlink_to(tmp_path / "elsewhere")
    assert main(["init", "--yes"]) == 0
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("source", ["a b", "x\ny", "-x", "", "$(x)"])
def test_a_source_that_would_break_the_file_is_refused(source: str, make_project: Callable[[str], Path]) -> None:
    root = make_project("flat")
    assert main(["init", "--yes", f"--source={source}"]) == 2
    assert not (root / SETTINGS).exists()


def test_hostile_names_of_marks_and_pythons_stay_out_of_the_settings(make_project: Callable[[str], Path]) -> None:
    root = make_project("flat")
    (root / "pyproject.toml").write_text(HOSTILE, encoding="utf-8")
    (root / "setup.cfg").unlink()
    assert main(["init", "--yes"]) == 0
    assert load_settings((root / SETTINGS).read_bytes()).mode is Mode.OBSERVE


def test_the_workflow_is_the_one_of_the_examples() -> None:
    written = (ROOT / "stelp_ci" / "init" / "workflow.yml").read_text(encoding="utf-8")
    assert written == (ROOT / "examples" / "workflows" / "stelp-ci.yml").read_text(encoding="utf-8")
    assert "OWNER/stelp-ci@" + "0" * 40 in written


def test_an_address_is_taken_as_it_is() -> None:
    assert Source("o/n", "1").address == "https://github.com/o/n"
    assert Source("/srv/git/stelp-ci", "1").address == "/srv/git/stelp-ci"
    assert Source("ssh://host/o/n", "1").address == "ssh://host/o/n"
