"""`stelp-ci bench mutants`: small faults tried in forks under gVisor, and the same on disk with plain pytest.

The functions are those of `bench differential`, as if they were new; each test compares with a copy on a few calls.
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
from stelp_ci.bench.faulty import FAULTY, Faulty
from stelp_ci.bench.machine import describe_machine
from stelp_ci.cache import cache_directory
from stelp_ci.errors import StelpError
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import open_sandbox
from stelp_ci.model.change import Change, ChangedUnit, ChangeKind, FileChange, FileRole, Hunk, Revision, Span, Unit
from stelp_ci.model.change import UnitKind as Kind
from stelp_ci.model.evidence import Selection, SelectionReason, Strength, TestEvidence, TestsRun
from stelp_ci.model.execution import TestOutcome, TestRecord
from stelp_ci.model.ports import Progress, Sandbox
from stelp_ci.model.settings import ExecuteSettings
from stelp_ci.model.source import Runnable
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.mutants.plan import Fault
from stelp_ci.probe.survey.run import Surveyed, surveyed

BATCH = 10
"""Functions of one run: all their faults have to be tried within its seconds."""

SAMPLE = 100
RATE = 10.0
ON_DISK_S = 60.0

_TEST = """import copy

import pytest

from {name} import {name}
from right_{name} import {name} as right


@pytest.mark.parametrize("args", {calls!r})
def test_{name}(args):
    assert {name}(*copy.deepcopy(args)) == right(*copy.deepcopy(args))
"""


class Tried(NamedTuple):
    """One fault that was tried in a fork, in which function, and whether a test noticed."""

    case: Faulty
    fault: Fault
    noticed: bool


class Speed(NamedTuple):
    """How many faults were tried in how many seconds, starting the sandbox and running all tests once included."""

    tried: int
    seconds: float


def measure(options: Options, progress: Progress) -> Result:
    """Every fault in forks, a sample of them on disk, too. Raises `StelpError` when a run does not come to its end."""
    cache = cache_directory()
    interpreter = inspect_interpreter(Path(sys.executable))
    sandbox = open_sandbox(interpreter=interpreter, harness=harness_layer(cache, interpreter).site, cache=cache)
    cases = FAULTY[: options.limit]
    tried: list[Tried] = []
    seconds = 0.0
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as folder:
        for start in range(0, len(cases), BATCH):
            progress.begin("bench", f"mutants: {start} of {len(cases)} functions")
            batch = cases[start : start + BATCH]
            begun = time.monotonic()
            tried += _in_forks(batch, Path(folder, str(start)), sandbox)
            seconds += time.monotonic() - begun
        progress.begin("bench", "mutants: a sample of them on disk")
        different = _different(_sample(tried, options.seed), Path(folder), options.jobs)
    progress.end("bench")
    return _result(tried, Speed(len(tried), seconds), different)


def _in_forks(cases: tuple[Faulty, ...], folder: Path, sandbox: Sandbox) -> list[Tried]:
    tree, scratch = folder / "tree", folder / "scratch"
    for path in (folder, tree, scratch):
        path.mkdir()
    for case in cases:
        _write(case, tree, case.source)
    side = Revision(label="bench", tree="")
    runnable = Runnable(tree, (".",), ())
    change = Change(base=side, head=side, files=tuple(_added(case) for case in cases))
    job = ProbeJob(change, lambda: runnable, runnable, sandbox, ExecuteSettings(), scratch)
    found = surveyed(job, (_ran(cases),))
    if found.survey.broken:
        raise StelpError(f"the faults could not be tried: {found.survey.broken}", remedy="run it again")
    return _tried(cases, found)


def _tried(cases: tuple[Faulty, ...], found: Surveyed) -> list[Tried]:
    runs = found.survey.mutants
    return [
        Tried(cases[fault.function], fault, bool(runs[index].killed_by))
        for index, fault in enumerate(found.faults)
        if index in runs and runs[index].ran
    ]


def _write(case: Faulty, folder: Path, text: str) -> None:
    (folder / f"{case.name}.py").write_text(text, encoding="utf-8")
    (folder / f"right_{case.name}.py").write_text(case.source, encoding="utf-8")
    (folder / f"test_{case.name}.py").write_text(_TEST.format(name=case.name, calls=list(case.calls)), encoding="utf-8")


def _added(case: Faulty) -> FileChange:
    last = case.source.count("\n")
    unit = Unit(path=f"{case.name}.py", qualname=case.name, kind=Kind.FUNCTION, span=Span(start=1, end=last))
    hunk = Hunk(base_start=0, base_length=0, head_start=1, head_length=last, added=tuple(range(1, last + 1)))
    return FileChange(
        kind=ChangeKind.ADDED,
        base_path=None,
        head_path=unit.path,
        role=FileRole.SOURCE,
        is_python=True,
        hunks=(hunk,),
        units=(ChangedUnit(kind=ChangeKind.ADDED, base=None, head=unit),),
    )


def _ran(cases: tuple[Faulty, ...]) -> TestsRun:
    """The run of the tests that the survey starts from."""
    targets = tuple(f"test_{case.name}.py" for case in cases)
    record = TestRecord(nodeid=targets[0], outcome=TestOutcome.PASSED)
    test = TestEvidence(id="E-bench", record=record, base=None)
    selection = Selection(reason=SelectionReason.CHANGED, targets=targets, promised=len(targets))
    return TestsRun(id="E-bench", strength=Strength.SHARED, selection=selection, tests=(test,))


def _sample(tried: list[Tried], seed: int) -> list[Tried]:
    return random.Random(seed).sample(tried, min(SAMPLE, len(tried)))  # noqa: S311 - repeatable on purpose


def _different(sample: list[Tried], folder: Path, jobs: int) -> tuple[int, list[str]]:
    """How many were tried on disk, and those whose verdict differs there."""
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        numbered = list(enumerate(sample))
        verdicts = list(pool.map(partial(_on_disk, folder), numbered))
    both = zip(sample, verdicts, strict=True)
    return len(sample), [_name(one) for one, noticed in both if noticed is not one.noticed]


def _on_disk(folder: Path, numbered: tuple[int, Tried]) -> bool:
    """Whether plain pytest, started anew over the fault on disk, fails."""
    number, one = numbered
    place = folder / f"disk-{number}"
    place.mkdir()
    text, edit = one.case.source.encode(), one.fault.edit
    _write(one.case, place, (text[: edit.start] + edit.text.encode() + text[edit.end :]).decode())
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


def _result(tried: list[Tried], speed: Speed, different: tuple[int, list[str]]) -> Result:
    rate = speed.tried / speed.seconds
    sample, names = different
    noticed = sum(one.noticed for one in tried)
    document = {
        "benchmark": "mutants",
        "machine": describe_machine(),
        "tried": speed.tried,
        "noticed": noticed,
        "seconds": speed.seconds,
        "per_second": rate,
        "on_disk": {"sample": sample, "different": names},
        "targets": {"per_second": RATE, "different": 0},
    }
    lines = (
        describe_machine(),
        f"{speed.tried} faults in {speed.seconds:.1f} s, starting sandboxes and a run of all tests included:",
        f"{rate:.1f} a second on one core (at least {RATE:g}); {noticed} noticed",
        f"{sample - len(names)} of {sample} have the same verdict on disk in a pytest of their own",
        *names,
    )
    return Result(document, "\n".join(lines) + "\n", met=rate >= RATE and not names)
