"""The cost of hooks: what the figures are made of, and when the targets count as met."""

import subprocess
from pathlib import Path

import pytest

from stelp_ci.bench.clock import Measured
from stelp_ci.bench.hooks import FILES, HookCost, as_document, as_table, write_staged

FAST = {
    "empty hook": 0.02,
    "stelp-unicode": 0.06,
    "stelp-tests": 0.07,
    "stelp-deps": 0.2,
    "stelp-policy": 0.2,
    "stelp-commit-msg": 0.2,
    "stelp-scan": 0.21,
    "stelp-bandit": 0.7,
    "stelp-semgrep": 1.2,
    "bandit": 0.3,
    "ruff": 0.02,
    "semgrep": 0.9,
}


def cost(**changed: float) -> HookCost:
    seconds = FAST | {name.replace("_", "-"): value for name, value in changed.items()}
    return HookCost(tuple(Measured(name, (value, value, value * 2)) for name, value in seconds.items()))


def test_the_document_carries_the_ratios() -> None:
    document = as_document(cost())
    ratios = document["ratios"]
    assert isinstance(ratios, dict) and ratios["stelp-scan/bandit"] == pytest.approx(0.7)
    assert document["light_total"] == pytest.approx(0.94)
    assert "stelp-scan/bandit 0.70" in as_table(cost())


def test_the_targets_are_met_or_not() -> None:
    assert cost().met
    assert not cost(stelp_unicode=0.09).met
    assert not cost(stelp_tests=0.09).met
    assert not cost(stelp_scan=0.24).met
    assert not cost(stelp_deps=0.6).met


def test_the_sample_stages_an_edit_of_each_file(tmp_path: Path) -> None:
    names = write_staged(tmp_path)
    listed = subprocess.run(
        ["git", "diff", "--cached", "--name-only"],  # noqa: S607 - the git on PATH
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert sorted(names) == listed and len(names) == FILES
