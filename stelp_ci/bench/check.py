"""`stelp-ci bench check`: a whole run, as a ratio to the slowest scanner alone plus plain pytest of the same tests."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.clock import Contestant, Measured, race
from stelp_ci.bench.sample import write_pull_request
from stelp_ci.scan.rules import rules_directory

TARGET = 1.5
"""The most that a warm run may cost, in times of what it is compared with."""

_OURS = "stelp-ci check"
_PYTEST = "pytest"


class CheckCost(NamedTuple):
    """The measured commands, and what the ratio is made of. Seconds are medians of wall time."""

    measured: tuple[Measured, ...]
    slowest_scanner: Measured
    ours: Measured
    plain_pytest: Measured

    @property
    def ratio(self) -> float:
        """Our time over (the slowest scanner alone plus plain pytest)."""
        return self.ours.median / (self.slowest_scanner.median + self.plain_pytest.median)


def measure_check(*, runs: int) -> CheckCost:
    """Run everything on one generated pull request of 5 functions and 40 tests; caches are warm after the first run."""
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as folder:
        repository = Path(folder, "sample")
        repository.mkdir()
        write_pull_request(repository)
        measured = race(_contestants(repository, Path(folder)), runs=runs)
    by_name = {item.name: item for item in measured}
    scanners = [item for name, item in by_name.items() if name not in (_OURS, _PYTEST)]
    slowest = max(scanners, key=lambda item: item.median)
    return CheckCost(tuple(measured), slowest, by_name[_OURS], by_name[_PYTEST])


def _contestants(repository: Path, scratch: Path) -> list[Contestant]:
    python, found = sys.executable, frozenset({0, 1})
    bin_folder = str(Path(python).parent)
    semgrep = shutil.which("semgrep", path=bin_folder) or "semgrep"
    changed = "sample/scaling.py"
    rules = str(rules_directory())
    # NOTE: with semgrep's faster front end, as in our own runs: the default one would flatter the ratio
    options = ("scan", "--experimental", "--config", rules, "--metrics=off", "--disable-version-check", "--json")
    check = ("check", "--repo", str(repository), "--base", "main", "--head", "change")
    return [
        Contestant("semgrep", (semgrep, *options, changed), repository),
        Contestant("bandit", (python, "-m", "bandit", "-q", "-f", "json", changed), repository, found),
        Contestant("pyright", (python, "-m", "pyright", "--outputjson", "."), repository, found),
        Contestant(_PYTEST, (python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"), repository),
        Contestant(_OURS, (python, "-m", "stelp_ci", *check, "--format", f"json={scratch}/report.json"), repository),
    ]
