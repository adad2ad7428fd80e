"""`stelp-ci learn` on the default branch, and a change on top of it: which tests run, as a user sees it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stelp_ci.model.evidence import TestsRun
from tests.e2e.repository import BASE, Ran, check, write_repository

pytestmark = pytest.mark.gvisor
FILES = {
    **BASE,
    "shelf/wide.py": """\
from importlib import import_module


def by_name(module, name, prices):
    return getattr(import_module(f"shelf.{module}"), name)(prices)
""",
    "shelf/far.py": "def far():\n    return 1\n",
    "tests/test_wide.py": """\
from shelf.wide import by_name


def test_it():
    assert by_name("bo" "oks", "to" "tal", [1]) == 1
""",
    "tests/test_far.py": "from shelf.far import far\n\n\ndef test_far():\n    assert far() == 1\n",
}
FASTER = {"shelf/books.py": "def total(prices):\n    return sum(prices, 0)\n"}


def learn(repository: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stelp_ci", "learn", "--repo", str(repository), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ, timeout=300)


def test_those_run_that_were_seen_entering_what_changed_whatever_names_say(tmp_path: Path) -> None:
    repository = write_repository(tmp_path / "r", base=FILES, head=FASTER)
    before = check(repository, "--budget", "0")
    told = learn(repository, "--commit", "main")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("3 test files enter ")
    after = check(repository, "--budget", "0")
    assert (before.code, after.code) == (0, 0)
    assert "much of it reaches what changed" in " ".join(before.out.split())
    assert "seen entering them on the base" in " ".join(after.out.split())
    assert [targets(before), targets(after)] == [{"books", "far", "wide"}, {"books", "wide"}]


def targets(ran: Ran) -> set[str]:
    """The files that ran, in short."""
    assert ran.report is not None
    (run,) = (item for item in ran.report.evidence if isinstance(item, TestsRun))
    return {path.removeprefix("tests/test_").removesuffix(".py") for path in run.selection.targets}


def test_a_commit_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    repository = write_repository(tmp_path / "r", base=FILES, head=FASTER)
    told = learn(repository, "--commit", "nowhere")
    assert told.returncode == 4
    assert "nowhere" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_suite_that_does_not_end_teaches_nothing(tmp_path: Path) -> None:
    endless = {
        ".stelp.yml": "execute:\n  limits: {wall_s: 5}\n",
        "tests/test_books.py": "def test_it():\n    while True: pass\n",
    }
    repository = write_repository(tmp_path / "r", base={**FILES, **endless}, head=FASTER)
    told = learn(repository, "--commit", "main")
    assert told.returncode == 4
    assert "did not come to its end: the wall limit" in told.stderr
