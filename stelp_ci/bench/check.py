"""`stelp-ci bench check`: what a run costs, beside the slowest scanner alone plus plain pytest of the same tests.

The ratio is that of the scanners and the tests, which always run (`--budget 0`). What every probe on top of them costs
is bounded in seconds, by `--budget` and by a target of its own.
"""

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
from stelp_ci.report.evidence_file import load
from stelp_ci.scan.rules import rules_directory

TARGET = 1.5
"""The most that a warm run may cost, in times of what it is compared with."""

PROBES_TARGET_S = 45.0
"""The most seconds that all probes may take, on two processors."""

_OURS = "stelp-ci --budget 0"
_ALL = "stelp-ci check"
_PYTEST = "pytest"


class CheckCost(NamedTuple):
    """The measured commands, and what the ratio is made of. Seconds are medians of wall time.

    `shares` are the seconds of each probe in the last run of all of them.
    """

    measured: tuple[Measured, ...]
    slowest_scanner: Measured
    ours: Measured
    plain_pytest: Measured
    every_probe: Measured
    shares: dict[str, float]

    @property
    def ratio(self) -> float:
        """Our time over (the slowest scanner alone plus plain pytest)."""
        return self.ours.median / (self.slowest_scanner.median + self.plain_pytest.median)

    @property
    def met(self) -> bool:
        """Whether both targets hold."""
        return self.ratio <= TARGET and self.every_probe.median <= PROBES_TARGET_S


def measure(options: Options, progress: Progress) -> Result:
    """Scanners, pytest and stelp-ci in turn."""
    progress.begin("bench", "check: scanners, pytest and stelp-ci in turn")
    cost = measure_check(runs=options.runs)
    progress.end("bench")
    return Result(as_document(cost), as_table(cost), met=cost.met)


def measure_check(*, runs: int) -> CheckCost:
    """Run everything on one generated pull request of 5 functions and 40 tests; caches are warm after the first run."""
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as folder:
        repository = Path(folder, "sample")
        repository.mkdir()
        write_pull_request(repository)
        measured = race(_contestants(repository, Path(folder)), runs=runs)
        shares = _shares(Path(folder, "all.json"))
    by_name = {item.name: item for item in measured}
    scanners = [item for name, item in by_name.items() if name not in (_OURS, _ALL, _PYTEST)]
    slowest = max(scanners, key=lambda item: item.median)
    return CheckCost(tuple(measured), slowest, by_name[_OURS], by_name[_PYTEST], by_name[_ALL], shares)


def _contestants(repository: Path, scratch: Path) -> list[Contestant]:
    python, found = sys.executable, frozenset({0, 1})
    bin_folder = str(Path(python).parent)
    semgrep = shutil.which("semgrep", path=bin_folder) or "semgrep"
    changed = "sample/scaling.py"
    rules = str(rules_directory())
    # NOTE: with semgrep's faster front end, as in our own runs: the default one would flatter the ratio
    options = ("scan", "--experimental", "--config", rules, "--metrics=off", "--disable-version-check", "--json")
    ours = (python, "-m", "stelp_ci", "check", "--repo", str(repository), "--base", "main", "--head", "change")
    judged = frozenset({0, 3})  # a notice of a probe is no failure of the run
    return [
        Contestant("semgrep", (semgrep, *options, changed), repository),
        Contestant("bandit", (python, "-m", "bandit", "-q", "-f", "json", changed), repository, found),
        Contestant("pyright", (python, "-m", "pyright", "--outputjson", "."), repository, found),
        Contestant(_PYTEST, (python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"), repository),
        Contestant(_OURS, (*ours, "--budget", "0", "--format", f"json={scratch}/core.json"), repository, judged),
        Contestant(_ALL, (*ours, "--format", f"json={scratch}/all.json"), repository, judged),
    ]


def _shares(report: Path) -> dict[str, float]:
    """Seconds of each probe, by its name, as the report tells them."""
    prefix = "probe "
    timings = load(report.read_bytes()).timings
    return {time.stage.removeprefix(prefix): time.seconds for time in timings if time.stage.startswith(prefix)}


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
        "every_probe": {"seconds": cost.every_probe.median, "target": PROBES_TARGET_S, "shares": cost.shares},
    }


def as_table(cost: CheckCost) -> str:
    """Each command with its median and spread, then the ratio and what it is made of."""
    runs = len(cost.ours.seconds)
    rows = [
        f"{item.name:<20} {item.median:6.2f}  ({min(item.seconds):.2f} to {max(item.seconds):.2f})"
        for item in cost.measured
    ]
    scanner = f"{cost.slowest_scanner.name} {cost.slowest_scanner.median:.2f}"
    ratio = f"ratio {cost.ratio:.2f} (at most {TARGET}) = {cost.ours.median:.2f} / ({scanner} + pytest "
    head = (describe_machine(), f"wall seconds: median (min to max) of {runs} interleaved runs, after one warm-up")
    shares = ", ".join(f"{name} {seconds:.1f}" for name, seconds in cost.shares.items())
    every = f"every probe {cost.every_probe.median:.1f} s (at most {PROBES_TARGET_S:g}): {shares}"
    return "\n".join([*head, "", *rows, "", f"{ratio}{cost.plain_pytest.median:.2f})", every]) + "\n"
