"""cosmic-ray and mutmut beside our forks: the same mutants with both verdicts, and how fast each is on one function.

Our own harmless functions; the peers run on the host, where they write each mutant to disk and start pytest anew.
"""

import ast
import json
import os
import random
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.faulty import Faulty
from stelp_ci.bench.mutants.ground import lay_ground, write_case
from stelp_ci.bench.peers.compared import COSMIC_RAY, COSMIC_RAY_DRIVER, MUTMUT
from stelp_ci.bench.peers.peer import Peer, installed
from stelp_ci.errors import StelpError, UsageError
from stelp_ci.model.ports import Progress, Sandbox
from stelp_ci.probe.mutants.plan import Fault, LineEdit
from stelp_ci.probe.survey.functions import changed_functions
from stelp_ci.probe.survey.run import Faults, run_survey

SAMPLE = 100
TEST_S = 20
"""Seconds after which cosmic-ray ends the tests of one mutant."""

MOST_S = 900
RATED = "size_text"
"""The function on which the rates are compared: the largest one."""

BATCH = 12
"""Mutants of one run: all of them have to be tried within its seconds."""


class Foreign(NamedTuple):
    """One mutant of cosmic-ray, in the body of a function."""

    case: Faulty
    operator: str
    occurrence: int
    edit: LineEdit

    @property
    def name(self) -> str:
        """For a reader."""
        return f"{self.case.name} line {self.edit.line}: {self.operator} {self.occurrence}"


class Rate(NamedTuple):
    """One tool on one function."""

    tool: str
    mutants: int
    seconds: float


class Compared(NamedTuple):
    """The sample, the mutants of it whose verdicts differ, and the rates on one function."""

    sample: int
    different: tuple[str, ...]
    rates: tuple[Rate, ...]


class Bench(NamedTuple):
    """What all of it needs; every run gets a new directory below `folder`."""

    sandbox: Sandbox
    folder: Path
    progress: Progress


def measure_oracle(cases: tuple[Faulty, ...], bench: Bench, seed: int) -> Compared:
    """A sample over all functions, then the rates. Raises `UsageError` when `make peers` was not run."""
    for peer in (COSMIC_RAY, MUTMUT):
        if not installed(peer).is_dir():
            raise UsageError(f"{peer.label} is not installed", remedy="Run `make peers` in a checkout.")
    bench.progress.begin("bench", "mutants: those of cosmic-ray")
    every = [one for case in cases for one in _foreign(case, bench.folder / f"list-{case.name}")]
    sample = _sample(every, seed)
    ours = _tried(sample, bench, "oracle")
    by_case = [(case, list(some)) for case, some in groupby(sample, key=lambda one: one.case)]
    theirs = [verdict for case, some in by_case for verdict in _judged(case, some, bench)]
    different = [
        f"{one.name}: {'noticed' if mine else 'not noticed'} in forks"
        for one, mine, other in zip(sample, ours, theirs, strict=True)
        if mine is not other
    ]
    rated = next((case for case in cases if case.name == RATED), cases[0])
    return Compared(len(sample), tuple(different), tuple(_rates(rated, every, bench)))


def _sample(every: list[Foreign], seed: int) -> list[Foreign]:
    """In the order of the functions."""
    numbers = random.Random(seed).sample(range(len(every)), min(SAMPLE, len(every)))  # noqa: S311 - repeatable on purpose
    return [every[number] for number in sorted(numbers)]


def _foreign(case: Faulty, folder: Path) -> Iterator[Foreign]:
    """The mutants inside the body that are Python: default values and the like are not swapped in forks."""
    folder.mkdir(parents=True)
    write_case(case, folder, case.source)
    (function,) = ast.parse(case.source).body
    body = function.body[0].lineno if isinstance(function, ast.FunctionDef) else 1
    for told in json.loads(_driven(COSMIC_RAY, [str(COSMIC_RAY_DRIVER), "list", f"{case.name}.py"], folder)):
        edit = edit_between(case.source.encode(), told["text"].encode())
        if edit.line >= body and _is_python(told["text"]):
            yield Foreign(case, told["operator"], told["occurrence"], edit)


def _is_python(text: str) -> bool:
    """cosmic-ray takes the `**` of `{**a}` for a power; it counts the resulting error in syntax as noticed."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def edit_between(before: bytes, after: bytes) -> LineEdit:
    """The smallest single edit that makes one text the other."""
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    room = shorter - start
    tail = next((n for n in range(room) if before[-1 - n] != after[-1 - n]), room)
    end = len(before) - tail
    return LineEdit(before.count(b"\n", 0, start) + 1, start, end, after[start : len(after) - tail].decode())


def _tried(mutants: list[Foreign], bench: Bench, name: str) -> list[bool]:
    """Whether a test notices each, in forks in the sandbox. One that no test reaches is not noticed."""
    noticed: list[bool] = []
    for start in range(0, len(mutants), BATCH):
        some = mutants[start : start + BATCH]
        bench.progress.begin("bench", f"mutants: cosmic-ray's in forks, {start} of {len(mutants)}")
        noticed += _in_forks(some, bench, f"{name}-{start}")
    return noticed


def _in_forks(mutants: list[Foreign], bench: Bench, name: str) -> list[bool]:
    cases = tuple({one.case.name: one.case for one in mutants}.values())
    ground = lay_ground(cases, bench.folder / name, bench.sandbox)
    faults = [Fault(cases.index(one.case), one.edit, "", "") for one in mutants]
    survey = run_survey(
        ground.job, (ground.ran,), changed_functions(ground.job.change, ground.job.head), Faults(faults, [])
    )
    runs = [survey.mutants.get(number) for number in range(len(faults))]
    for one, run in zip(mutants, runs, strict=True):
        if run is None or run.unlocated:
            why = survey.broken or (run.unlocated if run else "no verdict came")
            raise StelpError(f"{one.name} could not be tried: {why}", remedy="run it again")
    return [bool(run and run.killed_by) for run in runs]


def _judged(case: Faulty, mutants: list[Foreign], bench: Bench) -> list[bool]:
    """cosmic-ray's own verdicts."""
    bench.progress.begin("bench", f"mutants: cosmic-ray judges {len(mutants)} of {case.name}")
    folder = bench.folder / f"list-{case.name}"
    pytest = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"test_{case.name}.py"]
    command = [str(COSMIC_RAY_DRIVER), "judge", f"{case.name}.py", str(TEST_S), shlex.join(pytest)]
    wanted = json.dumps([[one.operator, one.occurrence] for one in mutants])
    told = json.loads(_driven(COSMIC_RAY, command, folder, wanted))
    return [verdict != "survived" for verdict in told]


def _rates(case: Faulty, every: list[Foreign], bench: Bench) -> Iterator[Rate]:
    """Each tool over the mutants of one function: cosmic-ray's for the first two, mutmut's own for mutmut."""
    mutants = [one for one in every if one.case is case]
    begun = time.monotonic()
    _tried(mutants, bench, "rate")
    yield Rate("stelp-ci, in gVisor", len(mutants), time.monotonic() - begun)
    begun = time.monotonic()
    _judged(case, mutants, bench)
    yield Rate(COSMIC_RAY.label, len(mutants), time.monotonic() - begun)
    yield _mutmut(case, bench)


def _mutmut(case: Faulty, bench: Bench) -> Rate:
    bench.progress.begin("bench", f"mutants: {MUTMUT.label} on {case.name}")
    folder = bench.folder / "mutmut"
    folder.mkdir()
    write_case(case, folder, case.source)
    files = ("paths_to_mutate", ""), ("tests_dir", "test_"), ("also_copy", "right_")
    lines = ["[mutmut]", *(f"{name} = {prefix}{case.name}.py" for name, prefix in files)]
    (folder / "setup.cfg").write_text("\n".join(lines) + "\n", encoding="utf-8")
    begun = time.monotonic()
    _driven(MUTMUT, ["-m", "mutmut", "run", "--max-children", "1"], folder)
    seconds = time.monotonic() - begun
    told = _driven(MUTMUT, ["-m", "mutmut", "results", "--all", "true"], folder)
    verdicts = [line for line in told.splitlines() if line.rstrip().endswith(("killed", "survived", "timeout"))]
    return Rate(MUTMUT.label, len(verdicts), seconds)


def _driven(peer: Peer, arguments: list[str], folder: Path, given: str = "") -> str:
    """What the peer prints. Raises `StelpError` when it fails."""
    environment = {"PATH": os.defpath, "PYTHONPATH": str(installed(peer).resolve()), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        input=given,
        env=environment,
        capture_output=True,
        text=True,
        timeout=MOST_S,
        check=False,
    )
    if done.returncode:
        raise StelpError(f"{peer.label} failed: {(done.stdout + done.stderr)[-500:]}", remedy="run it by hand")
    return done.stdout
