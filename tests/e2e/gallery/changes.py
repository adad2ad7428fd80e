"""Two pull requests over one small project, one honest and one not, judged by the command line as a user would."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from stelp_ci.model.report import Report
from stelp_ci.report.evidence_file import load

EXAMPLES = Path(__file__).parents[3] / "examples"
BASE = EXAMPLES / "demo" / "base"
WIDTH = 100
"""Columns of the terminal."""


class Pull(NamedTuple):
    """A pull request: the folder of `examples/gallery` that holds its files, and what its commit says."""

    name: str
    message: str


class Judged(NamedTuple):
    """A judged pull request. `folder` holds what the command wrote: `stelp-report.json`, and one file per rendering."""

    pull: Pull
    repository: Path
    folder: Path
    exit_code: int

    @property
    def report(self) -> Report:
        """The evidence file."""
        return load((self.folder / "stelp-report.json").read_bytes())

    def rendering(self, name: str) -> str:
        """What stands in `name` below the folder."""
        return (self.folder / name).read_text(encoding="utf-8")

    @property
    def diff(self) -> str:
        """The change, as git shows it."""
        return git(self.repository, "diff", "--no-color", "--unified=1", "main", "change")


HONEST = Pull(
    "honest", "Send orders from 50.00 on for free\n\nWeights are rounded instead of cut: 2.01 kg is 2010 g.\n"
)
DISHONEST = Pull(
    "dishonest", "Refactor the lookup of prices\n\nNo change of behaviour; a test that is obsolete goes.\n"
)


def judge(pull: Pull, folder: Path) -> Judged:
    """Judge one pull request in the new directory `folder`. Raises `RuntimeError` where no report was written."""
    repository, written = folder / "parcel", folder / "written"
    written.mkdir(parents=True)
    build(pull, repository)
    command = [
        sys.executable,
        "-m",
        "stelp_ci",
        "check",
        "--repo",
        str(repository),
        "--base",
        "main",
        "--head",
        "change",
    ]
    command += ["--color", "never", "--format", "terminal"]
    for name, file in (("markdown", "comment.md"), ("json", "stelp-report.json")):
        command += ["--format", f"{name}={written / file}"]
    environment = {**os.environ, "COLUMNS": str(WIDTH)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if not (written / "stelp-report.json").is_file():
        raise RuntimeError(f"no report was written: {done.stderr[-2000:]}")
    (written / "terminal.txt").write_text(done.stdout, encoding="utf-8")
    return Judged(pull, repository, written, done.returncode)


def build(pull: Pull, repository: Path) -> None:
    """A repository with the base on `main` and the pull request, one commit, on `change`."""
    shutil.copytree(BASE, repository)
    git(repository, "init", "--quiet", "--initial-branch", "main")
    commit(repository, "Version 1.4.0")
    git(repository, "checkout", "--quiet", "-b", "change")
    shutil.copytree(EXAMPLES / "gallery" / pull.name, repository, dirs_exist_ok=True)
    commit(repository, pull.message)


def commit(repository: Path, message: str) -> None:
    """Commit the whole work tree."""
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", message)


def git(repository: Path, *arguments: str) -> str:
    """What git prints, with an identity and dates of its own: the same commits in every run."""
    name = {"NAME": "gallery", "EMAIL": "gallery@example.invalid", "DATE": "2026-01-01T00:00:00Z"}
    identity = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in name.items()}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, check=True, env=environment, capture_output=True, text=True).stdout
