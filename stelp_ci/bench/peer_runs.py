"""Runs the peers' own interpreters over the same programs, inside gVisor: each in a process and user of its own."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from stelp_ci.bench.peers.install import DRIVERS, PEERS, Peer, installed
from stelp_ci.bench.program_data import InjectedProgram, SafeProgram
from stelp_ci.bench.program_runs import Bench
from stelp_ci.errors import StelpError, UsageError
from stelp_ci.exec.defaults import PROGRAM_LIMITS
from stelp_ci.exec.reading import read_run
from stelp_ci.exec.remembering import Row
from stelp_ci.exec.running import LOAD_PROGRAMS
from stelp_ci.model.execution import Program, ProgramsJob
from stelp_ci.model.ports import ProgramSandbox
from stelp_ci.model.program_run import ProgramRun, RunStatus

FOREIGN = "foreign"
PEER_LIMITS = msgspec.structs.replace(PROGRAM_LIMITS, processes=64, memory_mib=4096)
"""A peer's interpreter needs threads, workers and address space of its own; the programs have the same time."""


class Measured(NamedTuple):
    """One peer: how many of the unsafe programs ended how, and how many of the safe ones completed."""

    name: str
    blocked: int
    limited: int
    error: int
    completed: int
    allowed: int


def measure_peers(bench: Bench, programs: tuple[Sequence[InjectedProgram], Sequence[SafeProgram]]) -> list[Measured]:
    """Every peer over the unsafe and the safe programs. Raises `UsageError` when `make peers` was not run."""
    return [_measured(bench, peer, programs) for peer in PEERS]


def _measured(bench: Bench, peer: Peer, programs: tuple[Sequence[InjectedProgram], Sequence[SafeProgram]]) -> Measured:
    unsafe, safe = ([one.source for one in part] for part in programs)
    bench.progress.begin("bench", f"{peer.label}: unsafe programs")
    ended = Counter(run.status for run in run_peer(bench, peer, unsafe))
    bench.progress.begin("bench", f"{peer.label}: safe programs")
    allowed = Counter(run.status for run in run_peer(bench, peer, safe))
    return Measured(
        peer.label,
        ended[RunStatus.BLOCKED],
        ended[RunStatus.LIMITED],
        ended[RunStatus.ERROR],
        ended[RunStatus.COMPLETED],
        allowed[RunStatus.COMPLETED],
    )


def run_peer(bench: Bench, peer: Peer, sources: Sequence[str]) -> list[ProgramRun]:
    """The runs of this shard, in order; what is known already is not run again.

    Raises `UsageError` when the peer is not installed, `StelpError` when it cannot be run.
    """
    keys = [peer_key(peer, text) for text in sources]
    texts = {key: text for key, text in zip(keys, sources, strict=True) if bench.is_mine(key)}
    rows = {key: row for key in texts if (row := bench.kept.find(key, Row))}
    left = [key for key in texts if key not in rows]
    if left and not bench.options.joined and not installed(peer).is_dir():
        raise UsageError(f"{peer.label} is not installed", remedy="Run `make peers` in a checkout.")
    for start in range(0, len(left), LOAD_PROGRAMS):
        load = left[start : start + LOAD_PROGRAMS]
        runs = _run_load(bench.sandbox, peer, [texts[key] for key in load])
        for key, run in zip(load, runs, strict=True):
            rows[key] = Row(msgspec.structs.replace(run, id=None, value=None), None)
            bench.kept.keep(key, rows[key])
    return [rows[key].run for key in keys if key in rows]


def peer_key(peer: Peer, source: str) -> str:
    """The 32 hex digits that name a program under a peer's interpreter and its bounds."""
    bounds = msgspec.json.encode([FOREIGN, peer.requirement, PEER_LIMITS])
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


def as_lines(peers: list[Measured]) -> list[str]:
    """The table for people."""
    head = ["", "peers in this run (of the unsafe ones stopped, of the safe ones complete):"] if peers else []
    return [*head, *(f"{peer.name:<46} {peer.blocked + peer.limited:>7} {peer.allowed:>7}" for peer in peers)]
