"""A repository of two commits, and what `check` says of it: scanners left out, because probes are what is measured."""

import os
import subprocess
from pathlib import Path

from stelp_ci.model.report import InputKind, Invocation, Report
from stelp_ci.pipeline import check
from stelp_ci.probe import regression, tests, vacuous
from stelp_ci.probe.job import Probe, Probes
from stelp_ci.probe.registry import PROBES

SETTINGS = """\
scan:
  disable: [semgrep, bandit, pyright]
execute:
  limits: {wall_s: 300, cpu_s: 300}
"""
BUDGET_S = 600.0
"""So much that nothing is cut, whatever else the machine does: the cost has a benchmark of its own."""

OF_TESTS = Probes(
    first=Probe("tests", tests.assess),
    chains=((Probe("vacuous", vacuous.assess),), (Probe("regression", regression.assess),)),
)
"""The probes that run tests of one side on the code of the other."""


class Silent:
    """Progress that nobody watches: many runs go on at a time."""

    def begin(self, stage: str, detail: str = "") -> None:
        """Nothing."""

    def end(self, stage: str) -> None:
        """Nothing."""


def judge_change(repository: Path, cache: Path, probes: Probes = PROBES) -> Report:
    """What `check` makes of the branch `change` against `main`, by settings of the benchmark's own."""
    settings = repository.parent / "settings.yml"
    settings.write_text(SETTINGS, encoding="utf-8")
    asked = Invocation(
        input=InputKind.COMMITS,
        repo=str(repository),
        base="main",
        head="change",
        config=str(settings),
        budget_s=BUDGET_S,
    )
    return check(asked, progress=Silent(), cache=cache, probes=probes)


def write_commit(repository: Path, branch: str, message: str) -> None:
    """Commit all of the work tree on a new branch, the first of which makes the repository."""
    if not (repository / ".git").is_dir():
        _git(repository, "init", "--quiet", "--initial-branch", branch)
    else:
        _git(repository, "switch", "--quiet", "--create", branch)
    _git(repository, "add", "--all", "--force")
    _git(repository, "commit", "--quiet", "--allow-empty", "--message", message)


def _git(repository: Path, *arguments: str) -> None:
    identity = {f"GIT_{who}_{what}": "bench" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(repository), *arguments], check=True, env=environment)  # noqa: S607
