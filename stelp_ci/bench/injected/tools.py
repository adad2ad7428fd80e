"""One way of running programs beside another: what it stops, lets through and gets right, and the time it adds."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from stelp_ci.bench.figures import Table
from stelp_ci.bench.program_runs import STOPPED
from stelp_ci.bench.published import PAPER_MEAN_MS, PAPER_MEDIAN_MS
from stelp_ci.model.program_run import ProgramRun, RunStatus

CPYTHON = "CPython"
"""What the others are compared with, as `timing.py` calls it."""
PERCENTILE, FEWEST = 95, 2


class Tool(NamedTuple):
    """How a tool ended the unsafe programs and the safe ones. One that only reads them has no results to be right."""

    name: str
    unsafe: Sequence[ProgramRun]
    safe: Sequence[ProgramRun]
    runs_programs: bool = True

    @property
    def stopped(self) -> int:
        """Unsafe programs that were refused or ended by a bound."""
        return sum(run.status in STOPPED for run in self.unsafe)

    @property
    def allowed(self) -> int:
        """Safe programs that were not."""
        return sum(run.status not in STOPPED for run in self.safe)

    @property
    def correct(self) -> int | None:
        """Safe programs that came to their end with their tests passing."""
        return sum(run.status is RunStatus.COMPLETED for run in self.safe) if self.runs_programs else None


class Added(NamedTuple):
    """Milliseconds that a tool adds to CPython's, over the safe programs that both complete."""

    name: str
    programs: int
    median: float
    mean: float
    high: float


def added(seconds: Mapping[str, Mapping[str, Sequence[float]]]) -> list[Added]:
    """From a text to the end of its tests, each tool against CPython, program by program, medians of the rounds.

    A tool with too few programs to speak of is left out.
    """
    medians = {
        tool: {program: 1000 * statistics.median(runs) for program, runs in programs.items()}
        for tool, programs in seconds.items()
    }
    base = medians.pop(CPYTHON, {})
    found = {
        tool: [spent - base[program] for program, spent in programs.items() if program in base]
        for tool, programs in medians.items()
    }
    return [_added(tool, differences) for tool, differences in found.items() if len(differences) >= FEWEST]


def _added(tool: str, differences: Sequence[float]) -> Added:
    high = statistics.quantiles(differences, n=100, method="inclusive")[PERCENTILE - 1]
    return Added(tool, len(differences), statistics.median(differences), statistics.fmean(differences), high)


def added_table(times: Iterable[Added]) -> Table:
    """A row for each tool, and what the paper reports."""
    rows = [(f"{one.name} (this run)", one.programs, one.median, one.mean, one.high) for one in times]
    note = (
        "From a program's text to the end of its tests, less the same under plain CPython: tools take turns in one "
        "process in gVisor, medians of the rounds, over the programs that the tool completes."
    )
    columns = ("tool", "programs", "median", "mean", f"{PERCENTILE}th percentile")
    paper = ("the paper", None, PAPER_MEDIAN_MS, PAPER_MEAN_MS, None)
    return Table("Added to plain CPython's time, ms", columns, (*rows, paper), note)


def added_lines(times: Iterable[Added]) -> list[str]:
    """The table for people."""
    lines = [f"{one.name:<46} {one.programs:>7} {one.median:>8.2f} {one.mean:>8.2f} {one.high:>8.2f}" for one in times]
    head = f"{'added to plain CPython, ms':<46} {'of':>7} {'median':>8} {'mean':>8} {f'{PERCENTILE}th':>8}"
    paper = f"{'the paper':<46} {'':>7} {PAPER_MEDIAN_MS:>8} {PAPER_MEAN_MS:>8}"
    return ["", head, *lines, paper] if lines else []


def as_document(tools: Iterable[Tool]) -> list[Mapping[str, object]]:
    """Counts by tool."""
    return [
        {
            "name": tool.name,
            "stopped": tool.stopped,
            "safe_allowed": tool.allowed,
            "safe_correct": tool.correct,
            "unsafe_by_status": _by_status(tool.unsafe),
        }
        for tool in tools
    ]


def _by_status(runs: Iterable[ProgramRun]) -> dict[str, int]:
    statuses = [run.status for run in runs]
    return {str(status): statuses.count(status) for status in RunStatus}
