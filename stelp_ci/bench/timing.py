"""Has tools timed side by side in one process inside gVisor, and reads what it printed."""

import statistics
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from stelp_ci.bench.peer_runs import FOREIGN
from stelp_ci.bench.peers.peer import DRIVERS, PEERS, installed
from stelp_ci.errors import StelpError, UsageError
from stelp_ci.exec.defaults import PROGRAM_LIMITS
from stelp_ci.exec.reading import read_run
from stelp_ci.model.execution import Program, ProgramsJob
from stelp_ci.model.ports import ProgramSandbox
from stelp_ci.model.program_run import RunStatus

CPYTHON, OURS, RESTRICTED = "CPython", "stelp-ci strict", "RestrictedPython"
PEER_TOOLS = ("smolagents", "pydantic-monty", "asteval")
LIMITS = msgspec.structs.replace(
    PROGRAM_LIMITS, wall_s=3600, cpu_s=3600, memory_mib=8192, processes=64, output_kib=4096
)
DRIVER = msgspec.json.encode({"interpreter": "timing_driver"})


class Timed(NamedTuple):
    """Seconds of each run by tool; a text where a tool could not take the program."""

    name: str
    seconds: Mapping[str, list[float] | str]

    def median(self, tool: str) -> float | None:
        """Median seconds, where the tool could take it."""
        runs = self.seconds.get(tool)
        return statistics.median(runs) if isinstance(runs, list) and runs else None

    def ratio(self, tool: str) -> float | None:
        """The tool's median over CPython's."""
        ours, theirs = self.median(tool), self.median(CPYTHON)
        return ours / theirs if ours is not None and theirs else None


def run_timing(
    sandbox: ProgramSandbox, what: str, tools: Sequence[str], rounds: int, programs: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """What the timing driver printed. Raises `StelpError` when it did not come to its end."""
    folders = [installed(peer) for peer in PEERS]
    if not all(folder.is_dir() for folder in folders):
        raise UsageError("the tools to compare with are not installed", remedy="Run `make peers` in a checkout.")
    job = {"what": what, "tools": tools, "rounds": rounds, "programs": programs}
    program = Program(source=msgspec.json.encode(job))
    layers = tuple(folder.resolve() for folder in folders)
    outcome = sandbox.run_programs(ProgramsJob((program,), FOREIGN, DRIVER, LIMITS, source=DRIVERS, layers=layers))
    if not outcome.completed:
        raise StelpError(f"timing {what}: {outcome.outcome.violation}: {outcome.outcome.output[-500:]}")
    run = read_run(None, outcome.records[0])
    if run.status is not RunStatus.COMPLETED:
        why = run.exception.message if run.exception else run.limit
        raise StelpError(f"timing {what}: {run.status}: {why}", remedy="See that `make peers` went through.")
    return msgspec.json.decode(run.stdout.splitlines()[-1], type=dict[str, Any])
