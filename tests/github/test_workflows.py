"""The Action and the workflows as files: pinned, least privilege, clean to zizmor, no untrusted text in a script."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((*ROOT.glob("examples/workflows/*.yml"), *ROOT.glob(".github/workflows/*.yml")))
ACTION = ROOT / "action.yml"


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _steps(path: Path) -> list[dict[str, Any]]:
    document = _load(path)
    jobs = document.get("jobs", {}).values()
    return [*document.get("runs", {}).get("steps", []), *(step for job in jobs for step in job["steps"])]


def test_zizmor_finds_nothing_even_when_it_is_pedantic() -> None:
    zizmor = str(Path(sys.executable).with_name("zizmor"))
    command = [zizmor, "--offline", "--no-progress", "--persona=pedantic", str(ACTION), *map(str, WORKFLOWS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "completed" in done.stderr and done.stderr.count("completed") == len(WORKFLOWS) + 1


def test_zizmor_would_find_something(tmp_path: Path) -> None:
    bad = tmp_path / "action.yml"
    bad.write_text(
        ACTION.read_text("utf-8").replace('run: python3 -I "$STELP', 'run: echo ${{ inputs.token }} "$STELP')
    )
    zizmor = str(Path(sys.executable).with_name("zizmor"))
    done = subprocess.run([zizmor, "--offline", "--no-progress", str(bad)], capture_output=True, check=False)
    assert done.returncode != 0


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda path: path.name)
def test_no_script_holds_an_expression(path: Path) -> None:
    assert [step["run"] for step in _steps(path) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit(path: Path) -> None:
    used = [step["uses"] for step in _steps(path) if "uses" in step]
    assert [name for name in used if not re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", name)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_that_may_write_checks_nothing_out(path: Path) -> None:
    document = _load(path)
    assert document["permissions"] == {}
    for job in document["jobs"].values():
        if "write" in job["permissions"].values():
            assert not any("checkout" in step.get("uses", "") or "run" in step for step in job["steps"])
            assert all(step["with"].get("from-artifact") for step in job["steps"] if "stelp-ci@" in step["uses"])


def test_the_action_uses_no_other_action() -> None:
    assert [step for step in _steps(ACTION) if "uses" in step] == []


def test_the_inputs_and_outputs_are_those_that_are_documented() -> None:
    action, page = _load(ACTION), (ROOT / "docs" / "github.md").read_text(encoding="utf-8")
    assert [name for name in (*action["inputs"], *action["outputs"]) if f"`{name}`" not in page] == []
    assert set(action["outputs"]) == {"verdict", "report", "sarif", "summary", "html", "findings", "ai-author"}
