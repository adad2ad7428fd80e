"""The hooks through the real pre-commit: installed from this checkout, then run without a network."""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GIT = shutil.which("git") or "git"


def head_of(checkout: Path) -> str:
    done = subprocess.run([GIT, "rev-parse", "HEAD"], cwd=checkout, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.network
def test_light_hooks_run_under_pre_commit_and_offline_once_they_are_installed(
    repository: Path, tmp_path: Path, run_script: Callable[[str, Path], None]
) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    hooks = [{"id": name} for name in ("stelp-unicode", "stelp-tests", "stelp-deps", "stelp-policy")]
    config = {"repos": [{"repo": str(ROOT), "rev": head_of(ROOT), "hooks": hooks}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    run_script('echo "a = 1  # $M" > n.py; git add -A; echo "b = (" >> n.py', repository)
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache")}
    first = _pre_commit(repository, environment)
    nowhere = {"PIP_NO_INDEX": "1", "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    second = _pre_commit(repository, environment | nowhere)
    for done in (first, second):
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.count("Passed") == 4
        assert "n.py:1: unicode/bidi" in done.stdout


def _pre_commit(repository: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    program = shutil.which("pre-commit", path=sysconfig.get_path("scripts")) or "pre-commit"
    return subprocess.run(
        [program, "run"], cwd=repository, env=environment, capture_output=True, text=True, check=False
    )
