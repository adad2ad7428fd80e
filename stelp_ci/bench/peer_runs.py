"""Runs the peers' own interpreters over the same programs, inside gVisor: each in a process and user of its own."""

import hashlib
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from stelp_ci.bench.injected.tools import Tool
from stelp_ci.bench.peers.peer import DRIVERS, PEERS, Peer, installed
from stelp_ci.bench.program_data import InjectedProgram, SafeProgram
from stelp_ci.bench.program_runs import JOIN_REMEDY, Bench
from stelp_ci.bench.rows import at_once
from stelp_ci.errors import StelpError, UsageError
from stelp_ci.exec.defaults import PROGRAM_LIMITS
from stelp_ci.exec.reading import read_run
from stelp_ci.exec.remembering import Row
from stelp_ci.exec.running import LOAD_PROGRAMS
from stelp_ci.model.execution import Program, ProgramsJob
from stelp_ci.model.ports import ProgramSandbox
from stelp_ci.model.program_run import ProgramRun, RunStatus

FOREIGN = "foreign"
PEER_LIMITS = replace(PROGRAM_LIMITS, processes=64, memory_mib=4096)
"""A peer's interpreter needs threads, workers and address space of its own, and gets more time: it is slower."""


def measure_peers(bench: Bench, programs: tuple[Sequence[InjectedProgram], Sequence[SafeProgram]]) -> list[Tool]:
    """Every peer over the unsafe and the safe programs. Raises `UsageError` when `make peers` was not run."""
    return [_measured(bench, peer, programs) for peer in PEERS]


def _measured(bench: Bench, peer: Peer, programs: tuple[Sequence[InjectedProgram], Sequence[SafeProgram]]) -> Tool:
    unsafe, safe = (run_peer(bench, peer, part) for part in programs)
    return Tool(peer.label, unsafe, safe)


def run_peer(bench: Bench, peer: Peer, programs: Sequence[InjectedProgram] | Sequence[SafeProgram]) -> list[ProgramRun]:
    """The runs of this shard, in order; what is known already is not run again. `--jobs` sandboxes run at a time.

    Raises `UsageError` when the peer is not installed, `StelpError` when it cannot be run.
    """
    keys = [peer_key(peer, one.source) for one in programs]
    texts = {key: one.source for key, one in zip(keys, programs, strict=True) if bench.is_mine(key)}
    rows = {key: row for key in texts if (row := bench.kept.find(key, Row))}
    left = [key for key in texts if key not in rows]
    if left and bench.options.joined:
        raise UsageError(f"no shard holds {peer.label} {left[0]}", remedy=JOIN_REMEDY)
    if left and not installed(peer).is_dir():
        raise UsageError(f"{peer.label} is not installed", remedy="Run `make peers` in a checkout.")
    sandbox = bench.sandbox if left else None

    def ran(load: Sequence[str]) -> dict[str, Row]:
        assert sandbox is not None  # noqa: S101 - there is a load, so there is something left
        runs = _run_load(sandbox, peer, [texts[key] for key in load])
        made = {key: Row(replace(run, id=None, value=None), None) for key, run in zip(load, runs, strict=True)}
        for key, row in made.items():
            bench.kept.keep(key, row)
        return made

    loads = [left[start : start + LOAD_PROGRAMS] for start in range(0, len(left), LOAD_PROGRAMS)]
    for made in at_once(loads, ran, jobs=bench.options.jobs):
        rows |= made
        bench.progress.begin("bench", f"{peer.label}: {len(rows)} of {len(texts)} programs")
    return [replace(rows[key].run, id=one.id) for key, one in zip(keys, programs, strict=True) if key in rows]


def peer_key(peer: Peer, source: str) -> str:
    """The 32 hex digits that name a program under a peer's interpreter, as our driver sets it up, and its bounds."""
    driver = hashlib.sha256((DRIVERS / f"{peer.folder}_driver.py").read_bytes()).hexdigest()
    bounds = msgspec.json.encode([FOREIGN, peer.requirement, driver, PEER_LIMITS])
    return hashlib.sha256(bounds + b"\0" + source.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _run_load(sandbox: ProgramSandbox, peer: Peer, sources: Sequence[str]) -> list[ProgramRun]:
    """Those of one sandbox; where it broke, each is run in one of its own, and one that breaks that too is limited."""
    load = tuple(Program(source=text.encode()) for text in sources)
    driver = msgspec.json.encode({"interpreter": f"{peer.folder}_driver"})
    job = ProgramsJob(load, FOREIGN, driver, PEER_LIMITS, source=DRIVERS, layers=(installed(peer).resolve(),))
    outcome = sandbox.run_programs(job)
    if outcome.completed:
        return [read_run(number, record) for number, record in enumerate(outcome.records)]
    if len(sources) > 1:
        return [run for text in sources for run in _run_load(sandbox, peer, [text])]
    if outcome.outcome.limit is None:
        raise StelpError(f"{peer.label}: {outcome.outcome.violation}", remedy="See that `make peers` went through.")
    return [ProgramRun(id=0, status=RunStatus.LIMITED)]
