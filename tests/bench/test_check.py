"""The benchmark's own parts: what it measures is real, and a command that failed is no measurement."""

import subprocess
import sys
from pathlib import Path

import pytest

from stelp_ci.bench.check import CheckCost, as_document, as_table
from stelp_ci.bench.clock import Contestant, Measured, race
from stelp_ci.bench.sample import FUNCTIONS, TESTS, write_pull_request
from stelp_ci.errors import StelpError

COST = CheckCost(
    measured=(
        Measured("semgrep", (3.0, 2.0, 4.0)),
        Measured("pytest", (1.0,) * 3),
        Measured("stelp-ci check", (5.0,) * 3),
    ),
    slowest_scanner=Measured("semgrep", (3.0, 2.0, 4.0)),
    ours=Measured("stelp-ci check", (5.0,) * 3),
    plain_pytest=Measured("pytest", (1.0,) * 3),
    every_probe=Measured("stelp-ci check", (20.0,) * 3),
    shares={"tests": 1.5, "mutants": 7.25},
)


def test_the_sample_has_the_size_it_claims_and_passes(tmp_path: Path) -> None:
    write_pull_request(tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert f"{TESTS} passed" in done.stdout
    diff = subprocess.run(
        ["git", "diff", "main", "change"],  # noqa: S607
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert diff.stdout.count("\n+        if value >= 0:") == FUNCTIONS


def test_a_command_that_fails_is_not_timed(tmp_path: Path) -> None:
    broken = Contestant("broken", (sys.executable, "-c", "raise SystemExit(7)"), tmp_path)
    with pytest.raises(StelpError, match="exited with 7"):
        race([broken], runs=1)


def test_every_contestant_is_timed_in_every_round(tmp_path: Path) -> None:
    quick = [Contestant(name, (sys.executable, "-S", "-c", ""), tmp_path) for name in "ab"]
    assert [(item.name, len(item.seconds)) for item in race(quick, runs=2)] == [("a", 2), ("b", 2)]


def test_the_ratio_is_against_the_slowest_scanner_plus_pytest() -> None:
    assert COST.ratio == pytest.approx(1.25)
    assert as_document(COST)["ratio"] == pytest.approx(1.25)
    assert "ratio 1.25 (at most 1.5) = 5.00 / (semgrep 3.00 + pytest 1.00)" in as_table(COST)
    assert "every probe 20.0 s (at most 45): tests 1.5, mutants 7.2" in as_table(COST)


def test_either_target_can_be_missed() -> None:
    assert COST.met
    assert not COST._replace(every_probe=Measured("stelp-ci check", (45.1,))).met
    assert not COST._replace(ours=Measured("stelp-ci --budget 0", (6.1,))).met
