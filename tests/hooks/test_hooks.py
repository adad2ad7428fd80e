"""Each hook through the command itself: what it tells, when it stops, and what it must not load."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from stelp_ci.cli.main import main
from stelp_ci.hook.ground import HookSettings
from stelp_ci.hook.registry import HOOKS
from stelp_ci.model.settings import Settings

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "tests" / "cases" / "hooks" / "hooks.yml"
CASES = cast(list[dict[str, Any]], yaml.safe_load(TABLE.read_text(encoding="utf-8")))
TOLD = re.compile(r"^\S.*:\d+: [a-z-]+/[\w-]+(?=: )", re.MULTILINE)
Bash = Callable[[str, Path], None]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['hook']}: {case['name']}" for case in CASES])
def test_the_hook_tells_and_stops_as_the_case_says(
    case: dict[str, Any],
    repository: Path,
    run_script: Bash,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_script(case["script"], repository)
    monkeypatch.chdir(repository)
    code = main(["hook", case["hook"], *case.get("args", ())])
    out, _ = capsys.readouterr()
    assert TOLD.findall(out) == case["told"]
    assert code == case.get("code", 0)
    assert ("NOT JUDGED" in out) == case.get("unjudged", False)


def test_every_hook_of_the_registry_is_offered_to_pre_commit_and_the_reverse() -> None:
    offered = cast(list[dict[str, Any]], yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")))
    assert {hook["id"]: hook["entry"] for hook in offered} == {
        f"stelp-{name}": f"stelp-ci hook {name}" for name in HOOKS
    }
    assert all(hook["language"] == "python" and hook["verbose"] for hook in offered)


def test_only_hooks_that_use_a_tool_ask_for_more_than_the_core() -> None:
    offered = cast(list[dict[str, Any]], yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")))
    asked = {hook["id"] for hook in offered if hook.get("additional_dependencies")}
    assert asked == {"stelp-scan", "stelp-bandit", "stelp-semgrep", "stelp-types", "stelp-exec"}


HEAVY = {
    "git",
    "semgrep",
    "bandit",
    "rich",
    "docker",
    "github",
    "pytest",
    "jinja2",
    "requests",
    "unidiff",
    "numpy",
    "ssl",
    "http",
}
TOO_MUCH = {
    "unicode": HEAVY | {"msgspec", "yaml", "packaging", "pathlib", "asyncio", "detect_secrets", "stelp_ci.pipeline"},
    "tests": HEAVY | {"msgspec", "yaml", "packaging", "pathlib", "asyncio", "detect_secrets", "stelp_ci.pipeline"},
    "scan": HEAVY | {"detect_secrets", "asyncio", "stelp_ci.pipeline"},
    "deps": HEAVY | {"detect_secrets", "asyncio", "stelp_ci.pipeline"},
    "policy": HEAVY | {"detect_secrets", "asyncio", "packaging", "stelp_ci.pipeline"},
}


@pytest.mark.parametrize("hook", list(TOO_MUCH))
def test_a_light_hook_loads_nothing_heavy(hook: str, repository: Path, run_script: Bash) -> None:
    run_script('printf "def add(a, b):\\n    return a + b\\n" > n.py; echo "é" > n.txt; git add -A', repository)
    loaded = _loaded_by(hook, repository)
    assert TOO_MUCH[hook].isdisjoint(loaded), sorted(TOO_MUCH[hook] & loaded)


def _loaded_by(hook: str, repository: Path) -> set[str]:
    """The modules of a process that ran the hook and had nothing to say."""
    ask = "import sys, json; from stelp_ci.cli.main import main; code = main(sys.argv[1:]); print(code, *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", ask, "hook", hook], cwd=repository, capture_output=True, text=True, check=True
    )
    code, *loaded = done.stdout.split()
    assert code == "0"
    return set(loaded)


def test_a_test_is_compared_without_the_models(repository: Path, run_script: Bash) -> None:
    run_script(
        'printf "def test_a():\\n    assert 1 + 1 == 2\\n" > test_n.py; git add -A; git commit -qm t', repository
    )
    run_script('printf "def test_a():\\n    assert 1 + 1 == 2\\n    x = 1\\n" > test_n.py; git add -A', repository)
    assert {"msgspec", "asyncio", "packaging"}.isdisjoint(_loaded_by("tests", repository))


def test_what_is_invisible_is_taken_out_where_the_work_tree_is_what_is_staged(
    repository: Path, run_script: Bash, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_script(
        'echo "a = 1  # x${M}y" > a.py; echo "b = 1  # $M" > b.py; git add -A; echo "# more" >> b.py', repository
    )
    monkeypatch.chdir(repository)
    assert main(["hook", "unicode", "--fix"]) == 0
    assert (repository / "a.py").read_text() == "a = 1  # xy\n"
    assert "\u202e" in (repository / "b.py").read_text()
    out = capsys.readouterr().out
    assert "a.py is fixed" in out and "b.py is not fixed" in out


@pytest.mark.parametrize(
    ("message", "contradicted"),
    [
        ("Fix typo, docs only", True),
        ("docs: explain it", True),
        ("Add tests for it", True),
        ("Teach it to add", False),
        ("# Fix typo, docs only\nTeach it to add", False),
    ],
)
def test_the_message_is_held_against_what_is_staged(
    message: str,
    contradicted: bool,  # noqa: FBT001 - a table
    repository: Path,
    run_script: Bash,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_script('printf "def add(a, b):\\n    return a + b\\n" > n.py; git add -A', repository)
    (repository / ".git" / "COMMIT_EDITMSG").write_text(message, encoding="utf-8")
    monkeypatch.chdir(repository)
    assert main(["hook", "commit-msg", ".git/COMMIT_EDITMSG"]) == 0
    assert ("claims/contradicted" in capsys.readouterr().out) == contradicted


def test_a_hidden_order_in_the_message_is_told_and_mended(
    repository: Path, run_script: Bash, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_script("git add -A", repository)
    monkeypatch.chdir(repository)
    (repository / "message").write_text("Mend it\u202e\n", encoding="utf-8")
    assert main(["hook", "commit-msg", "--fix", "message"]) == 0
    assert "message:1: unicode/bidi" in capsys.readouterr().out
    assert (repository / "message").read_text(encoding="utf-8") == "Mend it\n"


def test_where_gvisor_cannot_run_nothing_is_run_and_it_is_said(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert main(["hook", "exec"]) == 0
    assert "NOTHING WAS RUN: gVisor does not run on darwin" in capsys.readouterr().out
    assert main(["hook", "exec", "--strict"]) == 4


def test_a_folder_that_is_no_repository_is_inconclusive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["hook", "unicode"]) == 4
    assert "git work tree" in capsys.readouterr().err


def test_the_light_settings_have_the_defaults_of_the_settings() -> None:
    settings = Settings()
    scan = settings.scan
    assert HookSettings() == (settings.gates.finding_severity, scan.disable, scan.timeout_s, scan.ask_index)
