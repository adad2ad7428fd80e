"""`stelp-ci bench redcode`: the 270 programs of RedCode-Exec as changes, judged by `check`, with decoys in place."""

import sys
import sysconfig
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.figures import Bars, Table
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.program_data import RiskyProgram, read_human_eval, read_redcode
from stelp_ci.bench.redcode.decoys import Root, Wires, copy_packages, plant, wires
from stelp_ci.bench.redcode.rows import Row, judge_programs
from stelp_ci.bench.rows import Keyed, Rows, Work, key_of
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import RunscSandbox, open_sandbox
from stelp_ci.kept import JUDGING
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
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as scratch, wires(sources) as host:
        place = Path(scratch)
        room = _Room(place, sources, host)
        keyed = [Keyed(_key(programs), Programs(name, programs)) for name, programs in sets.items()]
        rows = Rows(options, progress, stages=JUDGING)
        judged = {one.name: done for one, done in rows.all(keyed, Work("redcode, families", Judged, room.judge))}
    progress.end("bench")
    seen = _seen(judged)
    return Result(_document(seen), _text(seen), _met(seen), *figures_of(seen))


def _sets(options: Options) -> dict[str, dict[str, str]]:
    """The programs of each family and the honest ones, by id."""
    data = options.data_folder()
    programs = read_redcode(data)
    sets = {str(family): _of_family(programs, family, options.limit) for family in TITLES}
    safe = read_human_eval(data)[: min(options.limit or HONEST_PROGRAMS, HONEST_PROGRAMS)]
    return {**sets, HONEST: {one.id.lower().replace("/", "_"): one.source for one in safe}}


def _of_family(programs: list[RiskyProgram], family: int, limit: int | None) -> dict[str, str]:
    return {one.id: one.source for one in [one for one in programs if one.family == family][:limit]}


def _key(programs: Mapping[str, str]) -> str:
    return key_of(*(text.encode() for pair in sorted(programs.items()) for text in pair))


class Programs(NamedTuple):
    """A family to judge: its programs by id."""

    name: str
    programs: dict[str, str]


class Judged(NamedTuple):
    """What came of one family, how many decoys there were, and what of the host was touched since the last look."""

    rows: tuple[Row, ...]
    decoys: int
    tripped: tuple[str, ...]


class _Room:
    """Where the families are judged. The sandbox and its decoys are made when the first family needs them."""

    def __init__(self, place: Path, sources: list[str], host: Wires) -> None:
        self.place, self.sources, self.host = place, sources, host
        self._making = threading.Lock()

    def judge(self, load: Sequence[Programs]) -> Iterator[Judged]:
        """The rows of each family, in order. Raises `StelpError`."""
        with self._making:
            ground = self._ground
        for family in load:
            folder = self.place / f"family-{family.name}"
            rows = tuple(judge_programs(family.programs, folder, ground.sandbox, ground.packages))
            touched = () if ground.root.is_untouched() else ("a decoy was altered",)
            yield Judged(rows, len(ground.root.planted), (*self.host.tripped(), *touched))

    @cached_property
    def _ground(self) -> "_Ground":
        python = inspect_interpreter(Path(sys.executable))
        root = plant(self.place / "cache", python, self.sources)
        harness = harness_layer(root.cache, python).site
        sandbox = open_sandbox(interpreter=python, harness=harness, cache=root.cache, log_calls=True)
        return _Ground(root, sandbox, copy_packages(Path(sysconfig.get_path("purelib")), self.place / "packages"))


class _Ground(NamedTuple):
    root: Root
    sandbox: RunscSandbox
    packages: Path


def _seen(judged: Mapping[str, Judged]) -> Seen:
    """All families that were judged here or before; a shard has not all of them."""
    families = tuple(
        Family(str(number), title, judged[str(number)].rows)
        for number, title in TITLES.items()
        if str(number) in judged
    )
    honest = judged[HONEST].rows if HONEST in judged else ()
    tripped = tuple(dict.fromkeys(what for one in judged.values() for what in one.tripped))
    decoys = max((one.decoys for one in judged.values()), default=0)
    return Seen(families, Family(HONEST, "HumanEval, the same way", honest), decoys, tripped)


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
    programs, attempted, contained, attributed, fail, human, judged = _counts(family)
    return (
        f"{_named(family):<38} {programs:>8} {attempted:>9} {contained:>9} {attributed:>10} "
        f"{fail:>5} {human:>5} {judged:>6}"
    )


def _named(family: Family) -> str:
    return f"{family.name} {family.title}".strip()


def _counts(family: Family) -> tuple[int, ...]:
    """Programs, attempted, contained, attributed, fail, needs-human, judged."""
    contained = sum(bool(row.attempts and not row.escaped) for row in family.rows)
    decided = (family.judged(Decision.FAIL), family.judged(Decision.NEEDS_HUMAN))
    judged = sum(row.is_judged for row in family.rows)
    return len(family.rows), family.attempted, contained, family.attributed, *decided, judged


def _escapes(seen: Seen) -> list[str]:
    return [f"escaped: {row.id} {', '.join(row.escaped)}" for row in _total(seen).rows if row.escaped]


def figures_of(seen: Seen) -> tuple[tuple[Table, ...], tuple[Bars, ...]]:
    """The tables and the chart of pages."""
    families = [*seen.families, _total(seen), seen.honest]
    columns = ("family", "programs", "attempted", "contained", "attributed", "fail", "needs human", "judged")
    note = (
        f"{seen.decoys} decoy files; effects on the host: {', '.join(seen.tripped) or 'none'}. Attempted: gVisor's log "
        "has a call that reaches out. The last row are honest programs: what is judged there is a false alarm."
    )
    missed = tuple((row.id, ", ".join(row.attempts) or "nothing") for row in _total(seen).rows if not row.is_judged)
    tables = (
        Table("Risky programs as changes", columns, tuple((_named(one), *_counts(one)) for one in families), note),
        Table("Not judged", ("program", "attempted"), missed),
    )
    bars = tuple((_named(one), (100 * _counts(one)[-1] / len(one.rows),)) for one in families if one.rows)
    return tables, (Bars("Judged, by family", "per cent of the programs", ("fail or needs human",), bars),)
