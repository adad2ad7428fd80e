"""`stelp-ci bench mutants`: small faults tried in forks under gVisor, and the same on disk with plain pytest.

With `--peers` also the mutants of cosmic-ray, with its verdicts, and the rates of cosmic-ray and mutmut.
"""

import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.faulty import Faulty, read_faulty
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.mutants import oracle as disk
from stelp_ci.bench.mutants.ground import lay_ground, write_case
from stelp_ci.cache import cache_directory
from stelp_ci.errors import StelpError
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import open_sandbox
from stelp_ci.model.ports import Progress, Sandbox
from stelp_ci.probe.mutants.plan import Fault
from stelp_ci.probe.survey.run import surveyed

BATCH = 10
"""Functions of one run: all their faults have to be tried within its seconds."""

SAMPLE = 100
RATE = 10.0
ON_DISK_S = 60.0


class Tried(NamedTuple):
    """One fault that was tried in a fork, in which function, and whether a test noticed."""

    case: Faulty
    fault: Fault
    noticed: bool


class Measured(NamedTuple):
    """Every fault, the seconds that they took with the sandboxes' start, and those that differ of a sample on disk."""

    tried: list[Tried]
    seconds: float
    sample: int
    different: list[str]
    oracle: disk.Compared | None

    @property
    def rate(self) -> float:
        """Faults a second; one fork at a time, so of one core."""
        return len(self.tried) / self.seconds

    @property
    def met(self) -> bool:
        """Fast enough, and no verdict differs."""
        return self.rate >= RATE and not self.different and not (self.oracle and self.oracle.different)


def measure(options: Options, progress: Progress) -> Result:
    """Every fault in forks, a sample of them on disk, too. Raises `StelpError` when a run does not come to its end."""
    cache = cache_directory()
    interpreter = inspect_interpreter(Path(sys.executable))
    sandbox = open_sandbox(interpreter=interpreter, harness=harness_layer(cache, interpreter).site, cache=cache)
    cases = read_faulty()[: options.limit]
    tried: list[Tried] = []
    seconds = 0.0
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as folder:
        for start in range(0, len(cases), BATCH):
            progress.begin("bench", f"mutants: {start} of {len(cases)} functions")
            begun = time.monotonic()
            tried += _in_forks(cases[start : start + BATCH], Path(folder, str(start)), sandbox)
            seconds += time.monotonic() - begun
        progress.begin("bench", "mutants: a sample of them on disk")
        sample = _sample(tried, options.seed)
        different = _different(sample, Path(folder), options.jobs)
        bench = disk.Bench(sandbox, Path(folder), progress)
        oracle = disk.measure_oracle(cases, bench, options.seed) if options.peers else None
    progress.end("bench")
    found = Measured(tried, seconds, len(sample), different, oracle)
    return Result(_document(found), _text(found), met=found.met)


def _in_forks(cases: tuple[Faulty, ...], folder: Path, sandbox: Sandbox) -> list[Tried]:
    ground = lay_ground(cases, folder, sandbox)
    found = surveyed(ground.job, (ground.ran,))
    if found.survey.broken:
        raise StelpError(f"the faults could not be tried: {found.survey.broken}", remedy="run it again")
    runs = found.survey.mutants
    return [
        Tried(cases[fault.function], fault, bool(runs[index].killed_by))
        for index, fault in enumerate(found.faults)
        if index in runs and runs[index].ran
    ]


def _sample(tried: list[Tried], seed: int) -> list[Tried]:
    return random.Random(seed).sample(tried, min(SAMPLE, len(tried)))  # noqa: S311 - repeatable on purpose


def _different(sample: list[Tried], folder: Path, jobs: int) -> list[str]:
    """Those whose verdict differs on disk."""
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        verdicts = list(pool.map(partial(_on_disk, folder), enumerate(sample)))
    both = zip(sample, verdicts, strict=True)
    return [_name(one) for one, noticed in both if noticed is not one.noticed]


def _on_disk(folder: Path, numbered: tuple[int, Tried]) -> bool:
    """Whether plain pytest, started anew over the fault on disk, fails."""
    number, one = numbered
    place = folder / f"disk-{number}"
    place.mkdir()
    text, edit = one.case.source.encode(), one.fault.edit
    write_case(one.case, place, (text[: edit.start] + edit.text.encode() + text[edit.end :]).decode())
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"test_{one.case.name}.py"]
    try:
        done = subprocess.run(command, cwd=place, capture_output=True, timeout=ON_DISK_S, check=False)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def _name(one: Tried) -> str:
    fault = one.fault
    seen = "noticed" if one.noticed else "not noticed"
    return f"{one.case.name} line {fault.edit.line}: `{fault.before}` to `{fault.after}`: {seen} in forks"


def _document(found: Measured) -> dict[str, object]:
    oracle = found.oracle
    return {
        "benchmark": "mutants",
        "machine": describe_machine(),
        "tried": len(found.tried),
        "noticed": sum(one.noticed for one in found.tried),
        "seconds": found.seconds,
        "per_second": found.rate,
        "on_disk": {"sample": found.sample, "different": found.different},
        "cosmic_ray": {"sample": oracle.sample, "different": list(oracle.different)} if oracle else None,
        "rates": [rate._asdict() for rate in oracle.rates] if oracle else [],
        "targets": {"per_second": RATE, "different": 0},
    }


def _text(found: Measured) -> str:
    lines = (
        describe_machine(),
        f"{len(found.tried)} faults in {found.seconds:.1f} s, starting sandboxes and a run of all tests included:",
        f"{found.rate:.1f} a second on one core (at least {RATE:g}); {sum(one.noticed for one in found.tried)} noticed",
        f"{found.sample - len(found.different)} of {found.sample} have the same verdict on disk, in new pytests",
        *found.different,
        *(_oracle_lines(found.oracle) if found.oracle else ()),
    )
    return "\n".join(lines) + "\n"


def _oracle_lines(found: disk.Compared) -> list[str]:
    same = found.sample - len(found.different)
    rates = [
        f"  {one.tool:<20} {one.mutants:>4} mutants, {one.seconds:6.1f} s, {one.mutants / one.seconds:5.1f} a second"
        for one in found.rates
    ]
    return [
        f"{same} of {found.sample} mutants of cosmic-ray have the same verdict in forks and from cosmic-ray",
        *found.different,
        f"on {disk.RATED} alone, start and end included:",
        *rates,
    ]
