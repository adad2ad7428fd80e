"""The commands that people type, against a real Docker Engine."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.docker
GIT = shutil.which("git") or "git"


def stelp(*arguments: str, said: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "stelp_ci", *arguments]
    return subprocess.run(
        command, input=said, capture_output=True, text=True, timeout=240, env=dict(os.environ), check=False
    )


def test_a_look_inside_a_container(image: str, tmp_path: Path) -> None:
    assert image
    (tmp_path / "seen.txt").write_text("of the source\n", encoding="utf-8")
    said = "cat('seen.txt')\nos.getuid()\nopen('/src/new', 'w')\n"
    run = stelp(
        "sandbox", "shell", "--backend", "docker", "--python", sys.executable, "--source", str(tmp_path), said=said
    )
    assert run.returncode == 0, run.stderr
    assert "of the source" in run.stdout
    assert "65534" in run.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["seen.txt"]


def test_the_image_is_listed_with_its_base(image: str) -> None:
    assert image
    assert "stelp-ci-sandbox:py3" in stelp("sandbox", "ls").stdout


def test_a_program_runs_in_a_container(image: str, tmp_path: Path) -> None:
    assert image
    program = tmp_path / "area.py"
    program.write_text("def area(a, b):\n    return a * b\n", encoding="utf-8")
    asked = (
        "--entry",
        "area",
        "--args",
        "[3, 4]",
        "--sandbox",
        "docker",
        "--python",
        sys.executable,
        "--format",
        "json",
    )
    run = stelp("exec", str(program), *asked)
    assert run.returncode == 0, run.stderr
    assert "12" in json.dumps(json.loads(run.stdout))
    assert "in Docker" in run.stdout


def test_a_change_is_judged_in_containers(image: str, tmp_path: Path) -> None:
    assert image
    repository = tmp_path / "project"
    repository.mkdir()

    def git(*arguments: str) -> None:
        subprocess.run([GIT, "-C", str(repository), *arguments], check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch=main")
    (repository / "shop.py").write_text("def total(prices):\n    return sum(prices)\n", encoding="utf-8")
    test = "from shop import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n"
    (repository / "test_shop.py").write_text(test, encoding="utf-8")
    git("add", "--all")
    git("commit", "--quiet", "--message", "first")
    (repository / "shop.py").write_text("def total(prices):\n    return sum(prices) + 1\n", encoding="utf-8")
    git("commit", "--quiet", "--all", "--message", "second")
    report = tmp_path / "report.json"
    options = ("--sandbox", "docker", "--budget", "0", "--deps", "none", "--python", sys.executable)
    run = stelp("check", "--repo", str(repository), "--base", "HEAD~1", *options, "--format", f"json={report}")
    assert run.returncode == 1, run.stderr
    document = json.loads(report.read_text(encoding="utf-8"))
    assert document["runtime"]["name"].startswith("runsc in Docker")
    assert document["verdict"]["decision"] == "fail"


def test_doctor_starts_a_container(image: str) -> None:
    assert image
    parts = {part["name"]: part for part in json.loads(stelp("doctor", "--format", "json").stdout)["parts"]}
    assert parts["docker"]["state"] in ("ok", "absent")
    assert parts["docker"]["detail"]
