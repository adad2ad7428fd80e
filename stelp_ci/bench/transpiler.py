"""`stelp-ci bench transpiler`: what strict costs, in run time and before it, beside CPython and the peers."""

import statistics
from collections.abc import Mapping
from typing import NamedTuple

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.figures import Bars, Table, histogram
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.program_data import read_human_eval
from stelp_ci.bench.program_runs import open_bench
from stelp_ci.bench.published import PAPER_MEAN_MS, PAPER_MEDIAN_MS
from stelp_ci.bench.timing import CPYTHON, OURS, PEER_TOOLS, RESTRICTED, Timed, run_timing
from stelp_ci.bench.workloads import WORKLOADS
from stelp_ci.model.ports import Progress

GEOMEAN_TARGET, WORST_TARGET = 1.05, 1.2
LATENCY_TARGET, WORST_MS_TARGET = 1.0, 5.0
HUMAN_EVAL = "HumanEval's tests"
COMPILE, RESTRICTED_COMPILE = "compile", "compile_restricted"


class Latency(NamedTuple):
    """Medians in milliseconds by program, for each way of getting from a text to code."""

    by_way: Mapping[str, Mapping[str, float]]

    def median(self, way: str) -> float:
        """The median program."""
        return statistics.median(self.by_way[way].values())

    @property
    def ratio(self) -> float:
        """Ours over RestrictedPython's, of the median programs."""
        return self.median(OURS) / self.median(RESTRICTED_COMPILE)

    @property
    def worst(self) -> tuple[str, float]:
        """The program that takes us longest, and its milliseconds."""
        return max(self.by_way[OURS].items(), key=lambda item: item[1])

    @property
    def added(self) -> list[float]:
        """What we add to `compile`, program by program."""
        return [ours - self.by_way[COMPILE][program] for program, ours in self.by_way[OURS].items()]


class Measured(NamedTuple):
    """The run times and the latency. `tools` are those that were timed, CPython first."""

    tools: tuple[str, ...]
    timed: list[Timed]
    latency: Latency

    @property
    def overheads(self) -> dict[str, float]:
        """Our ratio to CPython by workload; one that we cannot take is infinitely slow."""
        return {one.name: one.ratio(OURS) or float("inf") for one in self.timed}


def measure(options: Options, progress: Progress) -> Result:
    """Time everything inside gVisor. Raises `StelpError`."""
    bench = open_bench(options, progress)
    tools = (CPYTHON, OURS, RESTRICTED, *(PEER_TOOLS if options.peers else ()))
    programs = [(one.id, one.source) for one in read_human_eval(options.data_folder())[: options.limit]]
    progress.begin("bench", "five workloads")
    workloads = run_timing(bench.sandbox, "workloads", tools, options.runs, list(WORKLOADS.items()))
    progress.begin("bench", HUMAN_EVAL)
    tested = run_timing(bench.sandbox, "human-eval", tools, options.runs, programs)
    progress.begin("bench", "latency")
    compiled = run_timing(bench.sandbox, "latency", tools, options.runs, programs)
    progress.end("bench")
    timed = [Timed(name, seconds) for name, seconds in workloads.items()]
    measured = Measured(tools, [*timed, human_eval_timed(tested)], latency_of(compiled))
    text = as_text(measured, options.runs)
    return Result(as_document(measured), text, targets_met(measured), as_tables(measured), as_charts(measured))


def human_eval_timed(tested: Mapping[str, Mapping[str, list[float]]]) -> Timed:
    """The programs as one workload: for each tool the sum of CPython's medians, scaled by its own over those it takes.

    So a tool that cannot run a program is compared on the others, and all stand on one scale.
    """
    base = {program: statistics.median(runs) for program, runs in tested[CPYTHON].items()}
    seconds: dict[str, list[float] | str] = {}
    for tool, programs in tested.items():
        common = [program for program in programs if program in base]
        own = sum(statistics.median(programs[program]) for program in common)
        theirs = sum(base[program] for program in common)
        seconds[tool] = [sum(base.values()) * own / theirs] if theirs else "runs none of them"
    return Timed(HUMAN_EVAL, seconds)


def latency_of(compiled: Mapping[str, Mapping[str, list[float]]]) -> Latency:
    """Medians in milliseconds."""
    return Latency(
        {
            way: {program: statistics.median(runs) * 1000 for program, runs in programs.items()}
            for way, programs in compiled.items()
        }
    )


def targets_met(measured: Measured) -> bool:
    """Whether run time and latency are within what is asked."""
    overheads = [*measured.overheads.values()]
    latency = measured.latency
    fast = statistics.geometric_mean(overheads) <= GEOMEAN_TARGET and max(overheads) <= WORST_TARGET
    return fast and latency.ratio <= LATENCY_TARGET and latency.worst[1] <= WORST_MS_TARGET


def as_document(measured: Measured) -> dict[str, object]:
    """The JSON form: `overhead` is ours against CPython, `medians` in milliseconds by workload and tool."""
    overheads, latency = measured.overheads, measured.latency
    return {
        "benchmark": "transpiler",
        "machine": describe_machine(),
        "overhead": {
            "geomean": statistics.geometric_mean([*overheads.values()]),
            "worst": max(overheads.values()),
            "by_workload": overheads,
        },
        "medians": {one.name: {tool: _ms(one.median(tool)) for tool in measured.tools} for one in measured.timed},
        "not_taken": {
            one.name: {tool: why for tool, why in one.seconds.items() if isinstance(why, str)} for one in measured.timed
        },
        "latency": {
            "median_ms": {way: latency.median(way) for way in latency.by_way},
            "ratio_to_restrictedpython": latency.ratio,
            "worst": {"program": latency.worst[0], "ms": latency.worst[1]},
            "added_ms": {"median": statistics.median(latency.added), "mean": statistics.fmean(latency.added)},
            "paper_added_ms": {"median": PAPER_MEDIAN_MS, "mean": PAPER_MEAN_MS},
        },
    }


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000


def as_text(measured: Measured, rounds: int) -> str:
    """The tables for people."""
    latency, overheads = measured.latency, measured.overheads
    width = max(map(len, measured.tools)) + 2
    lines = [describe_machine(), f"in gVisor, medians of {rounds} interleaved rounds: ms (ratio to CPython)", ""]
    lines.append(f"{'':<20}" + "".join(f"{tool:>{width}}" for tool in measured.tools))
    lines += [
        f"{one.name:<20}" + "".join(f"{_cell(one, tool):>{width}}" for tool in measured.tools) for one in measured.timed
    ]
    lines += [
        "",
        f"ours over CPython: geometric mean {statistics.geometric_mean([*overheads.values()]):.3f} (at most "
        f"{GEOMEAN_TARGET}), worst {max(overheads.values()):.3f} (at most {WORST_TARGET})",
        "",
        "from text to code, the median of HumanEval's programs:",
        *(f"  {way:<22} {latency.median(way):7.3f} ms" for way in latency.by_way),
        f"ours over RestrictedPython's: {latency.ratio:.2f} (at most {LATENCY_TARGET}); worst program "
        f"{latency.worst[0]} {latency.worst[1]:.2f} ms (at most {WORST_MS_TARGET})",
        f"added to compile(): median {statistics.median(latency.added):.2f} ms, mean "
        f"{statistics.fmean(latency.added):.2f} ms (the paper: {PAPER_MEDIAN_MS} and {PAPER_MEAN_MS})",
    ]
    return "\n".join(lines) + "\n"


def _cell(timed: Timed, tool: str) -> str:
    median, ratio = timed.median(tool), timed.ratio(tool)
    return "-" if median is None or ratio is None else f"{median * 1000:.2f} ({ratio:.2f})"


def as_tables(measured: Measured) -> tuple[Table, ...]:
    """Run time by workload and tool, and the way from text to code."""
    latency = measured.latency
    times = tuple((one.name, *(_ms(one.median(tool)) for tool in measured.tools)) for one in measured.timed)
    ratios = tuple((one.name, *(one.ratio(tool) for tool in measured.tools)) for one in measured.timed)
    ways = tuple((way, latency.median(way), max(programs.values())) for way, programs in latency.by_way.items())
    added = (
        ("stelp-ci, strict (this run)", statistics.median(latency.added), statistics.fmean(latency.added)),
        ("the paper", PAPER_MEDIAN_MS, PAPER_MEAN_MS),
    )
    return (
        Table("Run time over CPython's", ("workload", *measured.tools), ratios),
        Table("Run time, ms", ("workload", *measured.tools), times),
        Table("From text to code over HumanEval, ms", ("way", "median program", "worst program"), ways),
        Table("Latency added to CPython's, ms", ("tool", "median", "mean"), added),
    )


def as_charts(measured: Measured) -> tuple[Bars, ...]:
    """How the added latency is distributed."""
    return (histogram("Added latency", measured.latency.added, (0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 5), "ms added"),)
