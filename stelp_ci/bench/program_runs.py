"""Runs many programs of a data set in gVisor, under one profile, and says how far it is.

Here, on a cluster, or as one of several shards: results are named by the content of what was run, so that a benchmark
goes on where it was stopped, and shards can be joined.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property, partial
from typing import NamedTuple

import msgspec

from stelp_ci.bench.benchmark import Options
from stelp_ci.bench.figures import Table
from stelp_ci.cache import cache_directory
from stelp_ci.errors import StelpError, UsageError
from stelp_ci.exec.api import make_program
from stelp_ci.exec.defaults import PROGRAM_LIMITS
from stelp_ci.exec.load import Given, Item
from stelp_ci.exec.opening import open_program_sandbox
from stelp_ci.exec.remembering import ROWS, STAGES, program_key, spread_kept
from stelp_ci.exec.running import LOAD_PROGRAMS
from stelp_ci.exec.setup import RunProfile, Setup
from stelp_ci.exec.workers import LocalWorkers, Workers
from stelp_ci.kept import Kept
from stelp_ci.model.ports import ProgramSandbox, Progress
from stelp_ci.model.program_run import ProgramRun, RunException, RunStatus

JOIN_REMEDY = "Run the missing shard again with the same options, and join all of them."
STOPPED = frozenset({RunStatus.BLOCKED, RunStatus.LIMITED})
"""What counts as blocked: refused, or ended by a bound."""


FEWEST_TOGETHER, LOADS_EACH = 4, 16
"""Programs in the smallest load, and how many loads each worker should get at least."""


class Source(NamedTuple):
    """A program by its id, and what to call in it."""

    id: str
    text: str
    entry: str = ""
    args: tuple[object, ...] = ()


class Bench:
    """Where a benchmark runs programs, and what it knows already. The sandbox is opened when it is first needed."""

    def __init__(self, options: Options, progress: Progress) -> None:
        """Raises `UsageError` where kept rows cannot be read."""
        self.options = options
        self.progress = progress
        self.kept = open_kept(options)

    @cached_property
    def sandbox(self) -> ProgramSandbox:
        """This machine's. Raises `StelpError` where it cannot be had, `UsageError` where nothing may be run."""
        if self.options.joined:
            raise UsageError("the shards do not hold everything", remedy=JOIN_REMEDY)
        self.progress.begin("bench", "opening the sandbox")
        return open_program_sandbox(cache_directory())

    def is_mine(self, key: str) -> bool:
        """Whether what bears that key is to be run here: all of it, but for a shard."""
        return self.options.shard is None or self.options.shard.holds(key)

    @contextmanager
    def workers(self) -> Generator[Workers]:
        """The cluster's, this machine's, or none where shards are joined."""
        if self.options.joined:
            yield Joined()
        elif self.options.cluster:
            from stelp_ci.exec.cluster import open_cluster

            self.progress.begin("bench", f"joining {self.options.cluster}")
            with open_cluster(self.options.cluster) as cluster:
                yield cluster
        else:
            with LocalWorkers(self.sandbox, self.options.jobs) as local:
                yield local


class Joined:
    """Runs nothing: what is asked for should have been in one of the shards."""

    at_once = 1

    def submit(self, load: list[Item], setup: Setup) -> "Future[list[ProgramRun]]":
        """Raises `UsageError` for the first program that no shard holds; known results are given back."""
        missing = [item.id for item in load if isinstance(item, Given)]
        if missing:
            raise UsageError(f"no shard holds {setup.profile} {missing[0]}", remedy=JOIN_REMEDY)
        done: Future[list[ProgramRun]] = Future()
        done.set_result([item for item in load if isinstance(item, ProgramRun)])
        return done


def open_bench(options: Options, progress: Progress) -> Bench:
    """What a benchmark over programs works with. Raises `UsageError` where kept rows cannot be read."""
    return Bench(options, progress)


def open_kept(options: Options) -> Kept:
    """The rows of the folder to resume in, and of those to join. Raises `UsageError` for files that hold none."""
    if options.resume is not None:
        options.resume.mkdir(parents=True, exist_ok=True)
    absent = [folder for folder in options.joined if not (folder / ROWS).is_file()]
    if absent:
        raise UsageError(f"{absent[0]} holds no {ROWS}", remedy="Name folders that `--shard` has filled.")
    mine = options.resume / ROWS if options.resume else None
    return Kept(mine, stages=STAGES, others=tuple(folder / ROWS for folder in options.joined))


class Stage(NamedTuple):
    """Programs to run under one profile."""

    sources: Sequence[Source]
    profile: RunProfile
    wall_s: int = 10


def run_sources(bench: Bench, sources: Iterable[Source], profile: RunProfile, wall_s: int = 10) -> list[ProgramRun]:
    """The runs in order. What another shard has is said to be inconclusive: the figures of a shard are not read.

    Raises `StelpError` when one is inconclusive that was run here: a figure without it would mean nothing.
    """
    return run_stages(bench, [Stage(list(sources), profile, wall_s)])[0]


def run_stages(bench: Bench, stages: Sequence[Stage]) -> list[list[ProgramRun]]:
    """The runs of each stage, in order. All share the workers, so that none waits for the last load of another.

    Raises as `run_sources` does.
    """
    # NOTE: the workers are left first. Where one stage fails, or the user stops, the others then have nobody to go on.
    with ThreadPoolExecutor(max_workers=len(stages)) as pool, bench.workers() as workers:
        return [*pool.map(partial(_run_stage, bench, workers), stages)]


def _run_stage(bench: Bench, workers: Workers, stage: Stage) -> list[ProgramRun]:
    limits = msgspec.structs.replace(PROGRAM_LIMITS, wall_s=stage.wall_s, cpu_s=stage.wall_s)
    setup = Setup(profile=stage.profile, limits=limits, jobs=bench.options.jobs)
    given = [Given(one.id, make_program(one.text, entry=one.entry, args=one.args)) for one in stage.sources]
    mine = [bench.is_mine(program_key(item, setup)) for item in given]
    items = [item if own else _elsewhere(item) for item, own in zip(given, mine, strict=True)]
    size = load_size(sum(mine), workers.at_once)
    runs: list[ProgramRun] = []
    for run in spread_kept(items, setup, workers, bench.kept, size=size):
        runs.append(run)
        bench.progress.begin("bench", f"{stage.profile}: {len(runs)} of {len(given)} programs")
    _refuse_unknown([run for run, own in zip(runs, mine, strict=True) if own])
    return runs


def load_size(programs: int, at_once: int) -> int:
    """Programs to a sandbox: so few that nobody waits long for the last load, in which every program may take its time.

    A load that is too small pays for the start of its sandbox: that costs as much as a few programs.
    """
    return max(FEWEST_TOGETHER, min(LOAD_PROGRAMS, programs // (LOADS_EACH * at_once)))


def _elsewhere(item: Given) -> ProgramRun:
    why = RunException(type="Elsewhere", message="another shard runs it")
    return ProgramRun(id=item.id, status=RunStatus.INCONCLUSIVE, exception=why)


def _refuse_unknown(runs: list[ProgramRun]) -> None:
    unknown = [run for run in runs if run.status is RunStatus.INCONCLUSIVE]
    if unknown:
        why = unknown[0].exception.message if unknown[0].exception else ""
        raise StelpError(
            f"{len(unknown)} programs could not be run, first {unknown[0].id}: {why}", remedy="Run it again."
        )


def said_of(run: ProgramRun) -> str:
    """How a run ended, in a few words."""
    if run.violations:
        first = run.violations[0]
        return f"{run.status}: {first.code} line {first.line}: {first.message}"
    if run.limit:
        return f"{run.status}: {run.limit}"
    return f"{run.status}: {run.exception.type}: {run.exception.message[:100]}" if run.exception else str(run.status)


def not_completed(others: Mapping[str, str]) -> Table:
    """What became of the programs that did not complete, by their ids."""
    return Table("Not completed", ("program", "what happened"), tuple(others.items()))
