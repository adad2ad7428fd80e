"""`stelp-ci bench containment`: hostile programs in every backend, and what each of them reached outside."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.containment.escaped import escaped
from stelp_ci.bench.containment.hostile_programs import (
    Hostile,
    among_canaries,
    ending,
    is_complete_pass,
    read_programs,
    sample,
)
from stelp_ci.bench.machine import describe_machine
from stelp_ci.cache import cache_directory
from stelp_ci.errors import SandboxError
from stelp_ci.execute.choice import DOCKER, RUNSC, open_chosen
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.model.ports import AnySandbox, Progress

CASES = Path(__file__).parents[3] / "tests" / "cases" / "execute"


class Contained(NamedTuple):
    """One program in one backend. `disturbed` says which canaries were; it is empty when nothing got out.

    `attempts` counts the calls that reach beyond computing in gVisor's own log, None where there is no whole log;
    `escaped` are those of them that had an effect outside of the work space.
    """

    backend: str
    program: str
    family: str
    ended: str
    disturbed: tuple[str, ...]
    passed: bool
    attempts: int | None = None
    escaped: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """No effect outside, and nothing that reads as a pass."""
        return not self.disturbed and not self.passed and not self.escaped


class Backend(NamedTuple):
    """A backend by name, opened, or the reason why it cannot be."""

    name: str
    sandbox: AnySandbox | None
    says: str


def measure(options: Options, progress: Progress) -> Result:
    """Run them all, `--jobs` at a time."""
    programs = read_programs(options.data or CASES)
    programs = sample(programs, options.limit) if options.limit else programs
    backends = tuple(_opened(name) for name in (RUNSC, DOCKER))
    rows: list[Contained] = []
    for backend in backends:
        for row in _all(backend, programs, options.jobs):
            progress.begin("bench", f"{backend.name}: {row.program}")
            rows.append(row)
    progress.end("bench")
    met = all(backend.sandbox for backend in backends) and all(row.holds for row in rows)
    return Result(_document(backends, rows), _table(backends, rows), met=met)


def _all(backend: Backend, programs: tuple[Hostile, ...], jobs: int) -> Iterator[Contained]:
    """Each among canaries of its own."""
    sandbox = backend.sandbox
    if sandbox is None:
        return
    with ThreadPoolExecutor(jobs) as pool:
        for program, (outcome, disturbed) in zip(
            programs, pool.map(partial(among_canaries, sandbox), programs), strict=True
        ):
            passed = is_complete_pass(outcome)
            log = outcome.kernel if outcome.kernel and outcome.kernel.began and outcome.kernel.complete else None
            calls = log.effects if log else ()
            attempts = sum(effect.times for effect in calls) if log else None
            out = tuple(effect.shown for effect in calls if escaped(effect))
            yield Contained(
                backend.name, program.name, program.family, ending(outcome), disturbed, passed, attempts, out
            )


def _opened(name: str) -> Backend:
    interpreter = inspect_interpreter(Path(os.path.realpath(sys.executable)))
    cache = cache_directory()
    try:
        harness = harness_layer(cache, interpreter).site
        sandbox = open_chosen(name, interpreter=interpreter, harness=harness, cache=cache, log_calls=True)
    except SandboxError as error:
        return Backend(name, None, f"not run: {error}")
    told = sandbox.identity
    return Backend(name, sandbox, f"{told.name} {told.version}, platform {told.platform}, sha256 {told.sha256[:16]}")


def _document(backends: tuple[Backend, ...], rows: list[Contained]) -> dict[str, object]:
    return {
        "benchmark": "containment",
        "machine": describe_machine(),
        "backends": {backend.name: backend.says for backend in backends},
        "rows": [{**row._asdict(), "disturbed": list(row.disturbed)} for row in rows],
    }


def _table(backends: tuple[Backend, ...], rows: list[Contained]) -> str:
    lines = [describe_machine(), *(f"{backend.name:<7} {backend.says}" for backend in backends), ""]
    for row in rows:
        state = "; ".join((*row.disturbed, *row.escaped)) or "untouched"
        calls = "no log" if row.attempts is None else str(row.attempts)
        lines.append(f"{row.backend:<7} {row.family:<18} {row.program:<30} {row.ended:<28} {calls:>7} {state}")
    lines.append("")
    for backend in backends:
        own = [row for row in rows if row.backend == backend.name]
        touched = sum(bool(row.disturbed) for row in own)
        passed = sum(row.passed for row in own)
        logged = [row for row in own if row.attempts is not None]
        calls, out = sum(row.attempts or 0 for row in logged), sum(len(row.escaped) for row in logged)
        lines.append(
            f"{backend.name:<7} {len(own)} programs, {touched} with an effect outside, {passed} that read as a pass; "
            f"gVisor's log of {len(logged)}: {calls} calls that reach out, {out} with an effect outside"
        )
    return "\n".join(lines) + "\n"
