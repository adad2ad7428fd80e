"""Repositories in every state that a commit can be made from."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

MARK = "\u202e"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one commit, to be copied."""
    folder = tmp_path_factory.mktemp("hooks") / "template"
    (folder / "dir").mkdir(parents=True)
    (folder / "old.py").write_text("".join(f"x{n} = {n}\n" for n in range(10)), encoding="utf-8")
    (folder / "dir" / "other.py").write_text("other = 1\n", encoding="utf-8")
    (folder / "marked.py").write_text(f"0  # {MARK}\nmore = 2\n", encoding="utf-8")
    bash("git init -q -b main . && git add -A && git commit -qm first", folder)
    return folder


@pytest.fixture
def repository(template: Path, tmp_path: Path) -> Path:
    """A copy of the template in a folder of its own."""
    return Path(shutil.copytree(template, tmp_path / "repo"))


@pytest.fixture
def run_script() -> Callable[[str, Path], None]:
    """Runs bash, with `$M` set."""
    return bash


def bash(script: str, folder: Path) -> None:
    """Run `script` in `folder`; it must succeed."""
    command = ["bash", "-e", "-c", f"M=$(printf '\\342\\200\\256')\n{script}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
