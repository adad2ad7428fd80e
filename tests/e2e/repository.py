"""Small repositories with a base and a head, for whole runs of the command line."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from site import getsitepackages
from typing import NamedTuple

from stelp_ci.model.report import Report
from stelp_ci.report.evidence_file import load

ROOT = Path(__file__).parents[2]

QUIET = "scan:\n  disable: [semgrep, bandit, pyright]\n"
"""Settings for runs that are about execution: the scanners have runs of their own."""

BASE = {
    ".stelp.yml": QUIET,
    "shelf/__init__.py": "",
    "shelf/books.py": "def total(prices):\n    return sum(prices)\n",
    "tests/test_books.py": "from shelf.books import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n",
}


class Ran(NamedTuple):
    """One run of the command line. `report` is None where none was written."""

    code: int
    out: str
    err: str
    report: Report | None


def write_repository(folder: Path, *, base: dict[str, str], head: dict[str, str], message: str = "Change") -> Path:
    """A repository with `main` at `base` and `change` with the files of `head` on top; the work tree is at `change`."""
    folder.mkdir(parents=True, exist_ok=True)
    _git(folder, "init", "--quiet", "--initial-branch", "main")
    _commit(folder, base, "Base")
    _git(folder, "switch", "--quiet", "--create", "change")
    _commit(folder, head, message)
    return folder


def bare_environment(folder: Path) -> str:
    """The Python of a new virtual environment: it imports what ours has, and has nothing installed of its own."""
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python3*/site-packages")
    (site / "ours.pth").write_text("\n".join([*getsitepackages(), str(ROOT)]) + "\n", encoding="utf-8")
    return str(folder / "bin" / "python")


def check(
    repository: Path, *options: str, environment: dict[str, str] | None = None, python: str = sys.executable
) -> Ran:
    """Run `stelp-ci check` as a user would, on main against change unless the options say otherwise."""
    report = repository.parent / "stelp-report.json"
    report.unlink(missing_ok=True)
    refs = () if {"--base", "--staged", "--diff"} & set(options) else ("--base", "main", "--head", "change")
    formats = ("--format", "terminal", "--format", f"json={report}")
    command = [python, "-m", "stelp_ci", "check", "--repo", str(repository), *refs, *formats, *options]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **(environment or {})}, timeout=300
    )
    assert "Traceback" not in done.stderr + done.stdout
    return Ran(done.returncode, done.stdout, done.stderr, load(report.read_bytes()) if report.is_file() else None)


def reasons(ran: Ran) -> str:
    """All reasons as text, for `in`."""
    assert ran.report is not None
    return json.dumps([f"{one.decision}: {one.message} ({one.remedy})" for one in ran.report.verdict.reasons])


def _commit(folder: Path, files: dict[str, str], message: str) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--allow-empty", "--message", message)


def _git(folder: Path, *arguments: str) -> None:
    identity = {f"GIT_{who}_{what}": "tests" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, env=environment)  # noqa: S607
