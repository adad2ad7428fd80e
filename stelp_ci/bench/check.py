"""`stelp-ci bench check`: a whole run, as a ratio to the slowest scanner alone plus plain pytest of the same tests."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.clock import Contestant, Measured, race
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.sample import write_pull_request
from stelp_ci.model.ports import Progress
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


def measure(options: Options, progress: Progress) -> Result:
    """Scanners, pytest and stelp-ci in turn."""
    progress.begin("bench", "check: scanners, pytest and stelp-ci in turn")
    cost = measure_check(runs=options.runs)
    progress.end("bench")
    return Result(as_document(cost), as_table(cost), met=cost.ratio <= TARGET)


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


def as_document(cost: CheckCost) -> dict[str, object]:
    """The JSON form: `seconds` and `median` by the name of the command, in seconds of wall time."""
    return {
        "benchmark": "check",
        "machine": describe_machine(),
        "seconds": {item.name: item.seconds for item in cost.measured},
        "median": {item.name: item.median for item in cost.measured},
        "slowest_scanner": cost.slowest_scanner.name,
        "ratio": cost.ratio,
        "target": TARGET,
    }


def as_table(cost: CheckCost) -> str:
    """Each command with its median and spread, then the ratio and what it is made of."""
    runs = len(cost.ours.seconds)
    rows = [
        f"{item.name:<16} {item.median:6.2f}  ({min(item.seconds):.2f} to {max(item.seconds):.2f})"
        for item in cost.measured
    ]
    scanner = f"{cost.slowest_scanner.name} {cost.slowest_scanner.median:.2f}"
    ratio = f"ratio {cost.ratio:.2f} (at most {TARGET}) = {cost.ours.median:.2f} / ({scanner} + pytest "
    head = (describe_machine(), f"wall seconds: median (min to max) of {runs} interleaved runs, after one warm-up")
    return "\n".join([*head, "", *rows, "", f"{ratio}{cost.plain_pytest.median:.2f})"]) + "\n"
