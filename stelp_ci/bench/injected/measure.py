"""`stelp-ci bench injected-human-eval`: the paper's 470 unsafe programs, and what becomes of them under `strict`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from stelp_ci.bench import published
from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.figures import Bars, Table
from stelp_ci.bench.injected import figures
from stelp_ci.bench.injected.codeshield import flagged_by_codeshield
from stelp_ci.bench.injected.flagged import flagged_by_bandit
from stelp_ci.bench.injected.tools import Added, Tool, added, added_lines, added_table
from stelp_ci.bench.injected.tools import as_document as tools_as_document
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.peer_runs import measure_peers
from stelp_ci.bench.program_data import InjectedProgram, SafeProgram, read_human_eval, read_injected
from stelp_ci.bench.program_runs import STOPPED, Bench, Source, Stage, open_bench, run_stages, said_of
from stelp_ci.bench.rows import key_of
from stelp_ci.bench.timing import CPYTHON, OURS, PEER_TOOLS, RESTRICTED, run_timing
from stelp_ci.exec.setup import RunProfile
from stelp_ci.model.ports import Progress
from stelp_ci.model.program_run import ProgramRun, RunLimit, RunStatus

STRICT, GUARDED, PLAIN = "stelp-ci, strict", "stelp-ci, guarded", "plain CPython in gVisor"
LEAST_STOPPED = 460
MOST_COMPLETED = 3
CLOCK_S = 7
"""Seconds that a program has. Of those that end by themselves, plain CPython in gVisor takes at most 5.1 s for all but
five on two cores, and for these 9.2 s and more: in between, what the clock says does not hang on the machine's load.
"""
TIMED_TOGETHER = 41
"""Safe programs that are timed in one sandbox: a quarter of them."""
ROWS = 470
"""The targets hold for the whole set; a part of it (`--limit`) has to do as well."""


class Rows(NamedTuple):
    """One way of looking at the set: which programs, and how each ended under strict."""

    title: str
    runs: Mapping[str, ProgramRun]


class Seen(NamedTuple):
    """Everything that was run. `effects` are the ids whose effect showed under plain CPython, with what showed.

    `tools` are all that are set side by side: strict first, then what else was run. `times` is empty but with peers.
    """

    programs: list[InjectedProgram]
    labelled: dict[str, ProgramRun]
    repaired: dict[str, ProgramRun]
    effects: dict[str, str]
    tools: list[Tool]
    times: list[Added]

    @property
    def safe(self) -> Sequence[ProgramRun]:
        """The safe half under strict."""
        return self.tools[0].safe


def measure(options: Options, progress: Progress) -> Result:
    """Run them as labelled and repaired under strict, repaired under plain CPython, and as labelled under guarded.

    With `--peers` the peers run them, too, and times are compared. Raises `StelpError`.
    """
    programs = read_injected(options.data_folder())[: options.limit]
    safe = read_human_eval(options.data_folder())[: options.limit]
    bench = open_bench(options, progress)
    labelled_text, repaired_text, safe_text = (
        [Source(one.id, one.source) for one in programs],
        [Source(one.id, one.repaired) for one in programs],
        [Source(one.id, one.source) for one in safe],
    )
    glued = {one.id for one in programs if one.glued}
    stages = [
        (labelled_text, RunProfile.STRICT),
        ([one for one in repaired_text if one.id in glued], RunProfile.STRICT),
        (repaired_text, RunProfile.TRACED),
        (labelled_text, RunProfile.GUARDED),
        *((safe_text, profile) for profile in (RunProfile.STRICT, RunProfile.GUARDED, RunProfile.PLAIN)),
    ]
    labelled, repaired, traced, guarded, *safe_runs = run_stages(
        bench, [Stage(sources, profile, CLOCK_S) for sources, profile in stages]
    )
    tools = [
        Tool(name, unsafe, right)
        for name, unsafe, right in zip((STRICT, GUARDED, PLAIN), (labelled, guarded, traced), safe_runs, strict=True)
    ]
    tools += _peers(bench, programs, safe) if options.peers else []
    times = added(_timed(bench, safe)) if options.peers and options.shard is None else []
    seen = Seen(programs, _named(labelled), _named(repaired), _effects(_named(traced)), tools, times)
    progress.end("bench")
    return Result(as_document(seen), as_text(seen), met(seen), *figures_of(seen))


def _peers(bench: Bench, programs: list[InjectedProgram], safe: list[SafeProgram]) -> list[Tool]:
    """Those that run programs, then those that read them."""
    scanners = [flagged_by_bandit(programs, safe), *flagged_by_codeshield(bench, programs, safe)]
    return [*measure_peers(bench, (programs, safe)), *scanners]


class _Times(NamedTuple):
    """Seconds of each round, by tool and program."""

    seconds: dict[str, dict[str, list[float]]]


def _timed(bench: Bench, programs: list[SafeProgram]) -> dict[str, dict[str, list[float]]]:
    """Every tool on every safe program, in turns, some programs at a time; each such part is kept as a whole."""
    texts = [(one.id, one.source) for one in programs]
    seconds: dict[str, dict[str, list[float]]] = {}
    for start in range(0, len(texts), TIMED_TOGETHER):
        bench.progress.begin("bench", f"times, {bench.options.runs} rounds: {start} of {len(texts)} programs")
        for tool, times in _timed_part(bench, texts[start : start + TIMED_TOGETHER]).items():
            seconds.setdefault(tool, {}).update(times)
    return seconds


def _timed_part(bench: Bench, texts: list[tuple[str, str]]) -> dict[str, dict[str, list[float]]]:
    key = key_of(b"times", msgspec.json.encode([texts, bench.options.runs]))
    known = bench.kept.find(key, _Times)
    if known is not None:
        return known.seconds
    if bench.options.joined:
        return {}  # shards are measured on several machines: their times would not be those of one
    tools = (CPYTHON, OURS, RESTRICTED, *PEER_TOOLS)
    seconds = run_timing(bench.sandbox, "whole", tools, bench.options.runs, texts)
    bench.kept.keep(key, _Times(seconds))
    return seconds


def _named(runs: Iterable[ProgramRun]) -> dict[str, ProgramRun]:
    return {str(run.id): run for run in runs}


def _effects(traced: Mapping[str, ProgramRun]) -> dict[str, str]:
    """What showed when each program, repaired, ran as plain CPython in gVisor: a limit, or an audit event."""
    shown = {name: _effect_of(run) for name, run in traced.items()}
    return {name: effect for name, effect in shown.items() if effect}


def _effect_of(run: ProgramRun) -> str:
    """NOTE: which of its two clocks stops an endless loop first is chance, and nothing to report."""
    if run.limit in (RunLimit.WALL, RunLimit.CPU):
        return "time"
    return str(run.limit) if run.limit else ", ".join(run.effects)


def views(seen: Seen) -> list[Rows]:
    """The three ways in which the set is reported."""
    repaired = {**seen.labelled, **seen.repaired}
    confirmed = {name: run for name, run in repaired.items() if name in seen.effects}
    return [
        Rows("as labelled", seen.labelled),
        Rows("glued rows repaired", repaired),
        Rows("effect confirmed", confirmed),
    ]


def stopped(runs: Mapping[str, ProgramRun]) -> int:
    """How many were refused or ended by a bound."""
    return sum(run.status in STOPPED for run in runs.values())


def _completed(runs: Mapping[str, ProgramRun]) -> list[str]:
    return [name for name, run in runs.items() if run.status is RunStatus.COMPLETED]


def met(seen: Seen) -> bool:
    """Whether enough were stopped and few enough completed, as labelled."""
    needed = LEAST_STOPPED - ROWS + len(seen.labelled)
    return stopped(seen.labelled) >= needed and len(_completed(seen.labelled)) <= MOST_COMPLETED


def as_document(seen: Seen) -> dict[str, object]:
    """The JSON form: counts by view and CWE, and every row that was neither refused nor ended by a bound."""
    return {
        "benchmark": "injected-human-eval",
        "views": {view.title: _counts(seen, view) for view in views(seen)},
        "not_stopped": _not_stopped(seen),
        "effects": seen.effects,
        "human_eval": dict(Counter(str(run.status) for run in seen.safe)),
        "tools": tools_as_document(seen.tools),
        "added_ms": [one._asdict() for one in seen.times],
        "published": published.as_document(),
    }


def _counts(seen: Seen, view: Rows) -> dict[str, dict[str, int]]:
    cwes = sorted({program.cwe for program in seen.programs}, key=int)
    by_cwe = {f"CWE-{cwe}": _count(view, {one.id for one in seen.programs if one.cwe == cwe}) for cwe in cwes}
    return {"all": _count(view, set(view.runs)), **by_cwe}


def _count(view: Rows, names: set[str]) -> dict[str, int]:
    statuses = Counter(str(run.status) for name, run in view.runs.items() if name in names)
    return {"rows": sum(statuses.values()), **{str(status): statuses[str(status)] for status in RunStatus}}


def _not_stopped(seen: Seen) -> dict[str, dict[str, str]]:
    """The rows that slipped by, with what they did and what plain CPython showed of them."""
    runs = {name: run for name, run in views(seen)[1].runs.items() if run.status not in STOPPED}
    risks = {one.id: f"CWE-{one.cwe} {one.risk}" for one in seen.programs}
    return {
        name: {"risk": risks[name], "did": said_of(run), "effect": seen.effects.get(name, "none seen")}
        for name, run in runs.items()
    }


def as_text(seen: Seen) -> str:
    """The tables for people."""
    lines = [describe_machine(), f"InjectedHumanEval under strict, in gVisor ({len(seen.programs)} programs)", ""]
    lines.append(f"{'':<10} {'as labelled':^25} {'glued rows repaired':^25} {'effect confirmed':^25}")
    lines.append(f"{'CWE':<10}" + " ".join([f" {'rows':>5} {'stop':>5} {'error':>6} {'done':>5} "] * 3))
    counted = [_counts(seen, view) for view in views(seen)]
    lines += [f"{name:<10}" + " ".join(_cells(counts[name]) for counts in counted) for name in counted[0]]
    lines += ["", f"of the safe half complete: {sum(run.status is RunStatus.COMPLETED for run in seen.safe)}"]
    lines[-1] += f" of {len(seen.safe)}"
    lines += ["", "neither refused nor ended by a bound:"]
    lines += [
        f"  {name} {row['risk']}: {row['did']}; plain CPython: {row['effect']}"
        for name, row in _not_stopped(seen).items()
    ]
    lines += ["", *figures.tool_lines(seen.tools), *added_lines(seen.times), "", *published.as_lines()]
    return "\n".join(lines) + "\n"


def _cells(count: dict[str, int]) -> str:
    ended = count[RunStatus.BLOCKED] + count[RunStatus.LIMITED]
    return f" {count['rows']:>5} {ended:>5} {count[RunStatus.ERROR]:>6} {count[RunStatus.COMPLETED]:>5} "


def figures_of(seen: Seen) -> tuple[tuple[Table, ...], tuple[Bars, ...]]:
    """The tables and charts of pages."""
    counted = {view.title: _counts(seen, view) for view in views(seen)}
    totals = (max(len(seen.labelled), 1), max(len(seen.safe), 1))
    slipped = tuple((name, row["risk"], row["did"], row["effect"]) for name, row in _not_stopped(seen).items())
    columns = ("program", "weakness", "what it did", "seen under plain CPython")
    tables = (
        figures.beside_others(seen.tools, totals),
        *([added_table(seen.times)] if seen.times else []),
        figures.label_noise(counted),
        figures.by_weakness(counted),
        Table("Neither refused nor ended by a bound", columns, slipped),
    )
    charts = (
        figures.others_bars(seen.tools, totals),
        figures.stopped_bars(counted["as labelled"]),
        *([figures.time_bars(seen.times)] if seen.times else []),
    )
    return tables, charts
