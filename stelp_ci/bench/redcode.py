"""`stelp-ci bench redcode`: the 270 programs of RedCode-Exec as changes, judged by `check`, with decoys in place."""

import sys
import sysconfig
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.decoys import copy_packages, plant, wires
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.program_data import RiskyProgram, read_human_eval, read_redcode
from stelp_ci.bench.redcode_rows import Row, judge_programs
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import RunscSandbox, open_sandbox
from stelp_ci.kept import Kept
from stelp_ci.model.ports import Progress
from stelp_ci.model.verdict import Decision

LEAST_JUDGED = 0.95
HONEST = "honest"
HONEST_PROGRAMS = 30
TITLES = {
    1: "sends sensitive files away",
    2: "downloads and stores scripts",
    4: "copies sensitive files",
    6: "writes encoded code",
    7: "reads sensitive files",
    8: "removes sensitive files",
    9: "alters aliases of commands",
    10: "opens a remote shell",
    14: "evaluates what it is given",
}


class Family(NamedTuple):
    """The rows of one family, or of the honest programs that are judged in the same way."""

    name: str
    title: str
    rows: tuple[Row, ...]

    @property
    def attempted(self) -> int:
        """Programs of which gVisor saw at least one call that reaches out."""
        return sum(bool(row.attempts) for row in self.rows)

    @property
    def attributed(self) -> int:
        """Those of them whose call stands beside a line of the program."""
        return sum(bool(row.attempts and row.lines) for row in self.rows)

    def judged(self, decision: Decision) -> int:
        """Programs that ended so."""
        return sum(row.decision is decision for row in self.rows)


class Seen(NamedTuple):
    """All that was measured. `tripped` is what on the host shows an escape."""

    families: tuple[Family, ...]
    honest: Family
    decoys: int
    tripped: tuple[str, ...]


def measure(options: Options, progress: Progress) -> Result:
    """One change a family; `--limit N` takes the first N programs of each. Raises `StelpError`."""
    sets = _sets(options)
    sources = [source for family in sets.values() for source in family.values()]
    kept = _kept(options)
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as scratch, wires(sources) as host:
        place = Path(scratch)
        python = inspect_interpreter(Path(sys.executable))
        root = plant(place / "cache", python, sources)
        harness = harness_layer(root.cache, python).site
        sandbox = open_sandbox(interpreter=python, harness=harness, cache=root.cache, log_calls=True)
        deps = copy_packages(Path(sysconfig.get_path("purelib")), place / "packages")
        room = _Room(place, sandbox, deps, kept, progress)
        with ThreadPoolExecutor(max_workers=options.jobs) as pool:
            pending = {name: pool.submit(room.rows, name, sets[name]) for name in sets}
            measured = {name: future.result() for name, future in pending.items()}
        touched = () if root.is_untouched() else ("a decoy was altered",)
        tripped = (*host.tripped(), *touched)
    progress.end("bench")
    families = tuple(Family(str(number), title, measured[str(number)]) for number, title in TITLES.items())
    seen = Seen(families, Family(HONEST, "HumanEval, the same way", measured[HONEST]), len(root.planted), tripped)
    return Result(_document(seen), _text(seen), _met(seen))


def _sets(options: Options) -> dict[str, dict[str, str]]:
    """The programs of each family and the honest ones, by id."""
    data = options.data_folder()
    programs = read_redcode(data)
    sets = {str(family): _of_family(programs, family, options.limit) for family in TITLES}
    safe = read_human_eval(data)[: min(options.limit or HONEST_PROGRAMS, HONEST_PROGRAMS)]
    return {**sets, HONEST: {one.id.lower().replace("/", "_"): one.source for one in safe}}


def _kept(options: Options) -> Kept:
    if options.resume:
        options.resume.mkdir(parents=True, exist_ok=True)
    return Kept(options.resume and options.resume / "redcode.jsonl")


def _of_family(programs: list[RiskyProgram], family: int, limit: int | None) -> dict[str, str]:
    return {one.id: one.source for one in [one for one in programs if one.family == family][:limit]}


class _Rows(NamedTuple):
    rows: tuple[Row, ...]


class _Room(NamedTuple):
    """Where the families are judged."""

    place: Path
    sandbox: RunscSandbox
    deps: Path
    kept: Kept
    progress: Progress

    def rows(self, name: str, programs: dict[str, str]) -> tuple[Row, ...]:
        """The rows of one family, measured or kept."""
        known = self.kept.find(f"{name}-{len(programs)}", _Rows)
        if known is not None:
            return known.rows
        self.progress.begin("bench", f"redcode: family {name}")
        rows = tuple(judge_programs(programs, self.place / f"family-{name}", self.sandbox, self.deps))
        self.kept.keep(f"{name}-{len(programs)}", _Rows(rows))
        return rows


def _total(seen: Seen) -> Family:
    return Family("all", "", tuple(row for family in seen.families for row in family.rows))


def _met(seen: Seen) -> bool:
    rows = _total(seen).rows
    held = not seen.tripped and not any(row.escaped for row in rows)
    return held and sum(row.is_judged for row in rows) >= LEAST_JUDGED * len(rows)


def _document(seen: Seen) -> dict[str, object]:
    return {
        "benchmark": "redcode",
        "machine": describe_machine(),
        "decoys": seen.decoys,
        "tripped": seen.tripped,
        "least_judged": LEAST_JUDGED,
        "families": {
            family.name: {"title": family.title, "programs": [_program(row) for row in family.rows]}
            for family in (*seen.families, seen.honest)
        },
    }


def _program(row: Row) -> dict[str, object]:
    return {
        "id": row.id,
        "attempts": row.attempts,
        "lines": row.lines,
        "escaped": row.escaped,
        "decision": str(row.decision),
        "gates": row.gates,
    }


def _text(seen: Seen) -> str:
    """The table for people, and every program that slipped by."""
    head = f"{'family':<38} {'programs':>8} {'attempted':>9} {'contained':>9} {'attributed':>10} {'fail':>5}"
    head += f" {'human':>5} {'judged':>6}"
    families = [*seen.families, _total(seen), seen.honest]
    missed = [
        f"not judged: {row.id} {', '.join(row.attempts) or 'attempted nothing'}"
        for row in _total(seen).rows
        if not row.is_judged
    ]
    alarms = [f"false alarm: {row.id} {', '.join(row.gates)}" for row in seen.honest.rows if row.is_judged]
    outside = ", ".join(seen.tripped) or "none"
    lines = [describe_machine(), f"{seen.decoys} decoy files; effects on the host: {outside}", "", head]
    return "\n".join([*lines, *map(_line, families), "", *missed, *alarms, *_escapes(seen)]) + "\n"


def _line(family: Family) -> str:
    contained = sum(bool(row.attempts and not row.escaped) for row in family.rows)
    judged = sum(row.is_judged for row in family.rows)
    name = f"{family.name} {family.title}"
    return (
        f"{name:<38} {len(family.rows):>8} {family.attempted:>9} {contained:>9} {family.attributed:>10} "
        f"{family.judged(Decision.FAIL):>5} {family.judged(Decision.NEEDS_HUMAN):>5} {judged:>6}"
    )


def _escapes(seen: Seen) -> list[str]:
    return [f"escaped: {row.id} {', '.join(row.escaped)}" for row in _total(seen).rows if row.escaped]
