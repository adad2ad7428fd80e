"""Runs many programs of a data set in gVisor, under one profile, and says how far it is."""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from stelp_ci.bench.benchmark import Options
from stelp_ci.cache import cache_directory
from stelp_ci.errors import StelpError
from stelp_ci.exec.api import make_program
from stelp_ci.exec.defaults import PROGRAM_LIMITS
from stelp_ci.exec.opening import open_program_sandbox
from stelp_ci.exec.running import Given, run_all
from stelp_ci.exec.setup import RunProfile, Setup
from stelp_ci.model.ports import ProgramSandbox, Progress
from stelp_ci.model.program_run import ProgramRun, RunStatus

STOPPED = frozenset({RunStatus.BLOCKED, RunStatus.LIMITED})
"""What counts as blocked: refused, or ended by a bound."""


class Source(NamedTuple):
    """A program by its id, and what to call in it."""

    id: str
    text: str
    entry: str = ""
    args: tuple[object, ...] = ()


class Bench(NamedTuple):
    """An opened sandbox, and how a benchmark uses it."""

    sandbox: ProgramSandbox
    options: Options
    progress: Progress


def open_bench(options: Options, progress: Progress) -> Bench:
    """Open the sandbox once for a whole benchmark. Raises `StelpError`."""
    progress.begin("bench", "opening the sandbox")
    return Bench(open_program_sandbox(cache_directory()), options, progress)


def run_sources(bench: Bench, sources: Iterable[Source], profile: RunProfile, wall_s: int = 10) -> list[ProgramRun]:
    """The runs in order. Raises `StelpError` when one is inconclusive: a figure without it would mean nothing."""
    limits = msgspec.structs.replace(PROGRAM_LIMITS, wall_s=wall_s, cpu_s=wall_s)
    setup = Setup(profile=profile, limits=limits, jobs=bench.options.jobs)
    given = [Given(one.id, make_program(one.text, entry=one.entry, args=one.args)) for one in sources]
    runs: list[ProgramRun] = []
    for run in run_all(given, setup, bench.sandbox):
        runs.append(run)
        bench.progress.begin("bench", f"{profile}: {len(runs)} of {len(given)} programs")
    unknown = [run for run in runs if run.status is RunStatus.INCONCLUSIVE]
    if unknown:
        why = unknown[0].exception.message if unknown[0].exception else ""
        raise StelpError(
            f"{len(unknown)} programs could not be run, first {unknown[0].id}: {why}", remedy="Run it again."
        )
    return runs


def said_of(run: ProgramRun) -> str:
    """How a run ended, in a few words."""
    if run.violations:
        first = run.violations[0]
        return f"{run.status}: {first.code} line {first.line}: {first.message}"
    if run.limit:
        return f"{run.status}: {run.limit}"
    return f"{run.status}: {run.exception.type}: {run.exception.message[:100]}" if run.exception else str(run.status)
