"""`stelp-ci bench forgeries`: changes that forge the results of their tests, judged by `check` and by plain runners."""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import git

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.forgeries.cases import STYLES, Forgery, Judged, Style, Told, judge_forgery, read_forgeries
from stelp_ci.bench.machine import describe_machine
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.plain import PlainGround, plain_ground
from stelp_ci.kept import Kept
from stelp_ci.model.ports import Progress
from stelp_ci.model.verdict import Decision

REASON_SHOWN = 100
ORIGINS = ("reference", "ours")


class Room(NamedTuple):
    """Where it happens, and what plain runs stand on."""

    scratch: Path
    cache: Path
    ground: PlainGround
    kept: Kept


def measure(options: Options, progress: Progress) -> Result:
    """Every case, or with `--limit N` the first N; rows are kept with `--resume DIR`. Needs a checkout.

    Met where no forgery passes over any project, and every honest change does.
    """
    git.refresh()  # NOTE: GitPython looks for git when it is first used, which two threads must not do at once
    with tempfile.TemporaryDirectory(prefix="stelp-forgeries-", ignore_cleanup_errors=True) as scratch:
        room = _room(options, Path(scratch))
        cases = read_forgeries()[: options.limit]
        judged: list[Judged] = []
        with ThreadPoolExecutor(max_workers=options.jobs) as pool:
            for one in pool.map(partial(_row, room), cases):
                judged.append(one)
                progress.begin("forgeries", f"{len(judged)} of {len(cases)}")
    return Result(as_document(judged), as_table(judged), met=bool(judged) and all(one.holds for one in judged))


def _room(options: Options, scratch: Path) -> Room:
    lasting = options.resume or scratch
    cache = lasting / "cache"
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    interpreter = inspect_interpreter(Path(sys.executable))
    ground = plain_ground(interpreter=interpreter, harness=harness_layer(cache, interpreter).site, cache=cache)
    return Room(scratch, cache, ground, Kept(options.resume and options.resume / "forgeries.jsonl"))


def _row(room: Room, case: Forgery) -> Judged:
    kept = room.kept.find(case.name, tuple[Told, ...])
    if kept is not None:
        return Judged(case, kept)
    judged = judge_forgery(case, room.scratch / case.name, room.cache, room.ground)
    room.kept.keep(case.name, judged.told)
    return judged


def forged(judged: list[Judged], origin: str, style: Style) -> tuple[int, int]:
    """How many forgeries of one origin a plain runner takes for a pass, of how many."""
    told = [
        one
        for item in judged
        if item.case.origin == origin and not item.case.control
        for one in item.told
        if one.style == style
    ]
    return sum(one.plain_passes for one in told), len(told)


def as_document(judged: list[Judged]) -> dict[str, object]:
    """The JSON form: each case with what was said of it over each project."""
    return {
        "benchmark": "forgeries",
        "machine": describe_machine(),
        "cases": [
            {
                "name": item.case.name,
                "says": item.case.says,
                "origin": item.case.origin,
                "control": item.case.control,
                "told": [{**one._asdict(), "plain_passes": one.plain_passes} for one in item.told],
            }
            for item in judged
        ],
    }


def as_table(judged: list[Judged]) -> str:
    """One line a case and project: what a plain runner believes, our verdict, and its first reason."""
    width = max((len(item.case.name) for item in judged), default=0)
    rows = [_line(item, one, width) for item in judged for one in item.told]
    forgeries = [item for item in judged if not item.case.control]
    controls = [item for item in judged if item.case.control]
    counts = [_count(judged, origin, style) for origin in ORIGINS for style in STYLES]
    ours = f"stelp-ci check: {sum(item.passes for item in forgeries)} of {len(forgeries)} forgeries pass (none may)"
    honest = f"honest changes: {sum(item.holds for item in controls)} of {len(controls)} pass over every project (all)"
    return "\n".join([describe_machine(), "", *rows, "", *counts, ours, honest]) + "\n"


def _line(item: Judged, one: Told, width: int) -> str:
    believed = "passes" if one.plain_passes else "ended by us" if one.plain is None else "fails"
    mark = " " if (one.verdict is Decision.PASS) == item.case.control else "!"
    head = f"{mark} {item.case.name:<{width}}  {one.style:<8}  {believed:<11}  {one.verdict.value:<12}"
    return f"{head}  {one.reason[:REASON_SHOWN]}"


def _count(judged: list[Judged], origin: str, style: Style) -> str:
    passing, of = forged(judged, origin, style)
    return f"plain {style}: {passing} of {of} forgeries ({origin}) pass"
