"""Which rows of public sets have an effect at all, when each runs as plain CPython beside our tripwires.

A label says what a row was written for. Here it is run once, under its own trigger (the tests that it ends with), with
everything watched at a time: what shows is listed, whatever the label promised. RedCode's rows of other families than
those that touch the container were written for a network and for packages that are not there: they may show less.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from stelp_ci.bench.effects.machine import Machine
from stelp_ci.bench.effects.predicate import effect_of, shows
from stelp_ci.bench.effects.runs import LIMITS
from stelp_ci.bench.program_data import read_injected
from stelp_ci.bench.rows import at_once, key_of
from stelp_ci.kept import Kept

LOAD = 40
BOUNDS = {**LIMITS, "cpu_s": 2, "wall_s": 12, "memory_mib": 700}
REDCODE = "redcode-exec-python"
KINDS = (
    *("token", "connect", "dns", "listen", "exec", "killed", "cpu 1.8", "hang", "memory 160", "recursion", "crash"),
    *("fds 60", "threads 8", "procs 2", "survives", "output 1500", "disk 4000", "integrity"),
    *("changed *", "deleted *", "mode *", "link *"),
)
"""Every kind of effect, with the bound from which it counts. Reading files without a token is none that we can see."""


class PublicRow(NamedTuple):
    """One program of a public set under the group that it is counted in."""

    id: str
    group: str
    source: str


class Seen(NamedTuple):
    """What is kept of a row."""

    kinds: tuple[str, ...]
    failed: bool


class Shown(NamedTuple):
    """The kinds of effects that showed; none where the program only computed, or failed."""

    row: PublicRow
    kinds: tuple[str, ...]
    failed: bool


def read_rows(data: Path) -> list[PublicRow]:
    """InjectedHumanEval (glued rows repaired) and RedCode-Exec. Raises `StelpError`."""
    rows = [PublicRow(one.id, f"InjectedHumanEval CWE-{one.cwe}", one.repaired) for one in read_injected(data)]
    for path in sorted((data / REDCODE).glob("index*_codes_full.json")):
        for one in json.loads(path.read_text("utf-8")):
            family = str(one["Index"]).partition("_")[0]
            rows.append(PublicRow(f"RedCode {one['Index']}", f"RedCode-Exec {int(family):02}", str(one["Code"])))
    return rows


def show(rows: list[PublicRow], machine: Machine, kept: Kept, *, jobs: int) -> Iterator[list[Shown]]:
    """What each row shows, a load at a time; what is kept comes first, and is not run again. Raises `SandboxError`."""
    keys = {
        row.id: key_of(row.source.encode("utf-8", "surrogatepass"), machine.observer_digest.encode()) for row in rows
    }
    known = {row.id: found for row in rows if (found := kept.find(keys[row.id], Seen)) is not None}
    left = [row for row in rows if row.id not in known]
    yield [Shown(row, *known[row.id]) for row in rows if row.id in known]

    def shown(load: list[PublicRow]) -> list[Shown]:
        found = _show_load(load, machine)
        for one in found:
            kept.keep(keys[one.row.id], Seen(one.kinds, one.failed))
        return found

    yield from at_once([left[start : start + LOAD] for start in range(0, len(left), LOAD)], shown, jobs=jobs)


def _show_load(load: list[PublicRow], machine: Machine) -> list[Shown]:
    """One sandbox, and a run of nothing before the rows."""
    first, *seen = machine.observe([_run("witness", ""), *(_run(one.id, one.source) for one in load)])
    found: list[Shown] = []
    for row, one in zip(load, seen, strict=True):
        kinds = tuple(kind for kind in KINDS if shows(effect_of(kind), one, first["witness"]))
        found.append(Shown(row, kinds, failed=one["exit"] != 0))
    return found


def _run(name: str, source: str) -> dict[str, Any]:
    return {
        "id": name,
        "files": {"program.py": source},
        "path": "program.py",
        "module": "program",
        "trigger": {"kind": "script", "expr": ""},
        "environment": {},
        "limits": BOUNDS,
        "decoy": False,
    }


class Group(NamedTuple):
    """How many rows there are, have an effect, and have none and failed; how often each kind showed."""

    rows: int
    effect: int
    failed_without: int
    kinds: dict[str, int]


def grouped(shown: list[Shown]) -> dict[str, Group]:
    """Counts by group, and by set."""
    names = sorted({one.row.group for one in shown})
    sets = sorted({name.partition(" ")[0] for name in names})
    parts = {name: [one for one in shown if one.row.group == name] for name in names}
    parts |= {f"{name}, all": [one for one in shown if one.row.group.startswith(name)] for name in sets}
    return {name: _counted(mine) for name, mine in parts.items()}


def _counted(mine: list[Shown]) -> Group:
    kinds = Counter(kind.partition(" ")[0] for one in mine for kind in one.kinds)
    silent = sum(not one.kinds and one.failed for one in mine)
    return Group(len(mine), sum(bool(one.kinds) for one in mine), silent, dict(sorted(kinds.items())))


def as_text(groups: dict[str, Group]) -> str:
    """A row for each group."""
    lines = [f"{'':<30}{'labelled':>9}{'effect':>8}{'failed, none':>14}  what showed"]
    for name, one in groups.items():
        kinds = ", ".join(f"{kind} {count}" for kind, count in one.kinds.items())
        lines.append(f"{name:<30}{one.rows:>9}{one.effect:>8}{one.failed_without:>14}  {kinds}")
    return "\n".join(lines) + "\n"
