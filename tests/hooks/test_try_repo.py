"""Every hook through `pre-commit try-repo` of this repository, on released projects: from a clean cache, then offline.

pre-commit gives `try-repo` a cache of its own each time; the offline runs use a configuration and one cache for all.
"""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml

from stelp_ci.bench.sdists import Sdist, unpack_sdist
from stelp_ci.hook.registry import HOOKS
from tests.bench.popular_projects import POPULAR

ROOT = Path(__file__).parents[2]
PROJECTS = [sdist for sdist in POPULAR if sdist.project in {"itsdangerous", "tenacity", "click"}]
STAGES = {
    "pre-commit": [],
    "commit-msg": ["--commit-msg-filename", ".git/COMMIT_EDITMSG"],
    "pre-push": ["--from-ref", "main", "--to-ref", "topic"],
}
OWN = {"stelp-commit-msg": "commit-msg", "stelp-exec": "pre-push"}
"""The hooks of other stages than the usual one."""

pytestmark = [
    pytest.mark.proof,
    pytest.mark.network,
    pytest.mark.gvisor,
    pytest.mark.skipif(shutil.which("unshare") is None or os.geteuid() != 0, reason="needs root to take the network"),
]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """pre-commit's cache and ours, both empty at first."""
    folder = tmp_path_factory.mktemp("caches")
    identity = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    own = {"PRE_COMMIT_HOME": str(folder / "pre-commit"), "STELP_CACHE_DIR": str(folder / "stelp")}
    return {**os.environ, **identity, **own}


def test_three_projects_are_tried() -> None:
    assert len(PROJECTS) == 3


@pytest.mark.parametrize("sdist", PROJECTS, ids=[sdist.project for sdist in PROJECTS])
def test_every_hook_runs_from_a_clean_cache_and_then_without_a_network(
    sdist: Sdist, tmp_path: Path, environment: dict[str, str]
) -> None:
    project = tmp_path / sdist.project
    unpack_sdist(sdist, project)
    _stage_a_change(project, environment)
    seen: dict[str, str] = {}
    for stage, options in STAGES.items():
        if stage == "pre-push":
            _run(["git", "commit", "--quiet", "--no-verify", "--file", ".git/COMMIT_EDITMSG"], project, environment)
        hook = [name for name, own in OWN.items() if own == stage]
        seen |= _results(
            _pre_commit(["try-repo", str(ROOT), *hook, "--hook-stage", stage, *options], project, environment)
        )
        _configure(project)
        if stage == "pre-commit":
            _pre_commit(["install-hooks"], project, environment)
        alone = ["unshare", "--net", "--"]
        assert _results(_pre_commit(["run", *hook, "--hook-stage", stage, *options], project, environment, alone)) == {
            name: seen[name] for name in seen if OWN.get(name, "pre-commit") == stage
        }
        (project / ".pre-commit-config.yaml").unlink()
    assert seen == {f"stelp-{name}": "Passed" for name in HOOKS}


def _stage_a_change(project: Path, environment: dict[str, str]) -> None:
    """The release is committed on main; a function and a test are staged on a branch."""
    for step in (["init", "--quiet", "--initial-branch=main"], ["add", "--all", "--force"]):
        _run(["git", *step], project, environment)
    _run(["git", "commit", "--quiet", "--message", "release"], project, environment)
    _run(["git", "switch", "--quiet", "--create", "topic"], project, environment)
    source = next(
        path for path in sorted(project.rglob("*.py")) if path.name == "__init__.py" and "tests" not in path.parts
    )
    tests = next(iter(sorted((project / "tests").rglob("test_*.py"))))
    for path, text in (
        (source, "\n\ndef doubled(n):\n    return n * 2\n"),
        (tests, "\n\ndef test_two():\n    assert 2 * 2 == 4\n"),
    ):
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    (project / ".git" / "COMMIT_EDITMSG").write_text("Add doubled, and a test\n", encoding="utf-8")
    _run(["git", "add", "--all"], project, environment)


def _configure(project: Path) -> None:
    revision = _run(["git", "rev-parse", "HEAD"], ROOT, dict(os.environ))
    hooks = [{"id": f"stelp-{name}"} for name in HOOKS]
    config = {"repos": [{"repo": str(ROOT), "rev": revision.strip(), "hooks": hooks}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")


def _pre_commit(
    arguments: list[str], project: Path, environment: dict[str, str], before: list[str] | None = None
) -> str:
    program = shutil.which("pre-commit", path=sysconfig.get_path("scripts")) or "pre-commit"
    return _run([*(before or []), program, *arguments], project, environment)


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def _results(output: str) -> dict[str, str]:
    """What pre-commit says of each hook: the line above its id ends with the result."""
    lines = output.splitlines()
    return {
        line.removeprefix("- hook id: "): lines[at - 1].rpartition(".")[2]
        for at, line in enumerate(lines)
        if line.startswith("- hook id: ")
    }
