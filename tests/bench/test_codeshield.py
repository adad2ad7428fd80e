"""A scanner that is missing or breaks is said to be: its silence is no answer about a program."""

from pathlib import Path

import pytest

from stelp_ci.bench.benchmark import Options
from stelp_ci.bench.injected.codeshield import flagged_by_codeshield
from stelp_ci.bench.program_data import SafeProgram
from stelp_ci.bench.program_runs import Bench, open_bench
from stelp_ci.cli.progress import Silent
from stelp_ci.errors import StelpError, UsageError

LOGS_AND_GOES_ON = """
import logging
from types import SimpleNamespace
class CodeShield:
    async def scan_code(text, language):
        logging.getLogger("x").fatal("semgrep failed with exit code 2")
        return SimpleNamespace(is_insecure=False)
"""


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.chdir(tmp_path)
    return open_bench(Options(runs=1), Silent())


PROGRAM = SafeProgram("HumanEval/0", "x = 1\n")


def test_one_that_is_not_installed_is_a_mistake_of_the_user(bench: Bench) -> None:
    with pytest.raises(UsageError, match=r"codeshield 1\.0\.1 is not installed"):
        flagged_by_codeshield(bench, [], [PROGRAM])


def test_one_whose_semgrep_fails_has_not_let_anything_through(bench: Bench) -> None:
    detector = Path("build/peers/codeshield/codeshield/insecure_code_detector")
    detector.mkdir(parents=True)
    (detector.parent / "cs.py").write_text(LOGS_AND_GOES_ON)
    (detector / "insecure_code_detector.py").write_text("_run_command = None\n")
    (detector / "languages.py").write_text("class Language:\n    PYTHON = 'python'\n")
    with pytest.raises(StelpError, match="semgrep failed with exit code 2"):
        flagged_by_codeshield(bench, [], [PROGRAM])
