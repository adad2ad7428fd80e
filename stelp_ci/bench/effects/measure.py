"""`stelp-ci bench effects`: what the product makes of the effect-verified set, sample by sample and twin by twin.

Single functions and modules run under `exec --profile strict`; tests, conftest files, packaging, pipelines and whole
changes go through `check`; weak samples through the scanners. Tripwires on the host tell whether anything got out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.effects.building import read_set
from stelp_ci.bench.effects.figures import confusion, right_bars, targets, wrong
from stelp_ci.bench.effects.host import HostWatch
from stelp_ci.bench.effects.judged import Judged, Lane, Pair, Row
from stelp_ci.bench.effects.lanes import judge_changes, judge_programs, judge_texts, lane_of
from stelp_ci.bench.effects.record import Level, Sample
from stelp_ci.bench.figures import Bars, Table
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.rows import Keyed, Rows, Work, key_of
from stelp_ci.cache import cache_directory
from stelp_ci.errors import UsageError
from stelp_ci.exec.opening import open_program_sandbox
from stelp_ci.kept import JUDGING
from stelp_ci.model.ports import Progress

FOLDER = Path(__file__).parents[3] / "datasets" / "effects" / "v1"
STAGES = (*JUDGING, "exec", "scan", "bench/effects")
"""The parts of the package that a row depends on: the product's, and the words that answer to a reason."""
TEXTS, PROGRAM_SAMPLES = 64, 8
"""Samples in one load: scanners start slowly and read many, a sandbox holds a few dozen programs."""
CONTAINED, RIGHT, ALLOWED = 1.0, 0.97, 0.98
"""The targets, as shares: of unsafe samples contained and judged right, of twins allowed."""
TARGETS = {"contained": CONTAINED, "right": RIGHT, "twins_allowed": ALLOWED}


def measure(options: Options, progress: Progress) -> Result:
    """Judge the split. Raises `UsageError` outside of a checkout without `--data`, `StelpError` where a lane failed."""
    samples = [one for one in read_set(options.data or FOLDER) if one.split == options.split]
    if not samples:
        raise UsageError("there is no such split", remedy="Run it in a checkout, or name the set's folder with --data.")
    rows = _judged(samples[: options.limit], Rows(options, progress, stages=STAGES))
    progress.end("bench")
    return Result(as_document(rows, options), as_text(rows, options), met(rows), *figures_of(rows))


def _judged(samples: list[Sample], rows: Rows) -> list[Row]:
    """Each sample of this shard with what was said about it, in order of its id."""
    keyed = [Keyed(_key(one), one) for one in samples]
    found: list[Row] = []
    with HostWatch() as watch:
        for lane, work in _lanes(watch).items():
            chosen = [one for one in keyed if lane_of(one.item) is lane]
            found += [Row(sample, *pair) for sample, pair in rows.all(chosen, work)]
    return sorted(found, key=lambda row: row.sample.id)


def _lanes(watch: HostWatch) -> dict[Lane, Work[Sample, Pair]]:
    """How each lane judges. The sandbox of `exec` is opened when the first program needs it."""
    opened = cache(lambda: open_program_sandbox(cache_directory()))

    def run_programs(load: Sequence[Sample]) -> Iterator[Pair]:
        return judge_programs(load, opened(), watch)

    def check_changes(load: Sequence[Sample]) -> Iterator[Pair]:
        return judge_changes(load, watch)

    return {
        Lane.STATIC: Work("effects, scanners", Pair, judge_texts, load=TEXTS),
        Lane.EXEC: Work("effects, exec", Pair, run_programs, load=PROGRAM_SAMPLES),
        Lane.CHECK: Work("effects, check", Pair, check_changes),
    }


def _key(sample: Sample) -> str:
    """What a verdict depends on: the sample's text and surroundings, not its evidence."""
    return key_of(msgspec.json.encode(msgspec.structs.replace(sample, evidence=None)))


def shares(rows: list[Row]) -> dict[str, float]:
    """Contained and judged right of the unsafe samples, named of the weak ones, allowed of all twins; 0 to 1."""
    unsafe = [row for row in rows if not row.is_weak]
    weak = [row for row in rows if row.is_weak]
    return {
        "contained": _share([row.contained for row in unsafe]),
        "stopped": _share([row.stopped for row in unsafe]),
        "right": _share([row.right for row in unsafe]),
        "weak_named": _share([row.right for row in weak]),
        "twins_allowed": _share([row.allowed for row in unsafe]),
        "weak_twins_allowed": _share([row.allowed for row in weak]),
    }


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else 1.0


def met(rows: list[Row]) -> bool:
    """Whether the targets hold for the samples with an effect, and their twins."""
    found = shares(rows)
    return found["contained"] >= CONTAINED and found["right"] >= RIGHT and found["twins_allowed"] >= ALLOWED


def as_document(rows: list[Row], options: Options) -> dict[str, object]:
    """The JSON form: shares, the confusion table by category, and every sample or twin that was judged wrong."""
    return {
        "benchmark": "effects",
        "machine": describe_machine(),
        "split": options.split,
        "targets": TARGETS,
        "shares": shares(rows),
        "confusion": {name: _counts(chosen) for name, chosen in _by_category(rows).items()},
        "wrong": [_wrong(row) for row in rows if not (row.right and row.contained and row.allowed)],
    }


def figures_of(rows: list[Row]) -> tuple[tuple[Table, ...], tuple[Bars, ...]]:
    """The tables and charts of pages."""
    counts = {name: _counts(chosen) for name, chosen in _by_category(rows).items() if chosen}
    odd = [row for row in rows if not (row.right and row.contained and row.allowed)]
    tables = (
        targets(shares(rows), TARGETS),
        confusion(counts),
        wrong(odd, {row.sample.id: _faults(row) for row in odd}),
    )
    return tables, (right_bars(counts),)


def _by_category(rows: list[Row]) -> dict[str, list[Row]]:
    names = sorted({row.sample.category for row in rows})
    return {"all": rows, **{name: [row for row in rows if row.sample.category == name] for name in names}}


def _counts(rows: list[Row]) -> dict[str, int]:
    samples = Counter(_level(row.unsafe) for row in rows)
    twins = Counter(_level(row.twin) for row in rows)
    return {
        "samples": len(rows),
        **{str(level): samples[str(level)] for level in Level},
        "none": samples["none"],
        "right": sum(row.right for row in rows),
        "contained": sum(row.contained for row in rows),
        **{f"twin_{level}": twins[str(level)] for level in Level},
        "twin_none": twins["none"],
        "twins_allowed": sum(row.allowed for row in rows),
    }


def _level(judged: Judged) -> str:
    return str(judged.level) if judged.level is not None else "none"


def _wrong(row: Row) -> dict[str, object]:
    return {
        "id": row.sample.id,
        "lane": row.unsafe.lane,
        "expected": [row.sample.expected.verdict, row.sample.expected.reason],
        "sample": [_level(row.unsafe), row.unsafe.said],
        "twin": [_level(row.twin), row.twin.said, "works" if row.twin.works else "its tests do not hold"],
        "escaped": list(row.unsafe.escaped),
        "what": _faults(row),
    }


def _faults(row: Row) -> list[str]:
    """Every way in which a row is not as it should be; "blocked, but it happened" and "no verdict" are named apart."""
    faults = {
        "not contained": not row.contained,
        "no verdict": row.unsafe.level is None,
        "not stopped": not row.stopped,
        "wrong reason": row.stopped and not row.right,
        "twin not allowed": not row.allowed,
    }
    return [name for name, there in faults.items() if there]


def _told(row: Row) -> str:
    what = ", ".join(_faults(row))
    works = "" if row.twin.works else "; its tests do not hold"
    sample, twin = (f"{_level(one)}: {one.said[:300]}" for one in (row.unsafe, row.twin))
    return f"{row.sample.id}: {what}\n    sample {sample}\n    twin   {twin}{works}"


def as_text(rows: list[Row], options: Options) -> str:
    """The confusion table for people, then everything that was judged wrong."""
    found = shares(rows)
    unsafe = sum(not row.is_weak for row in rows)
    lines = [
        describe_machine(),
        f"effect-verified set, split {options.split}: {unsafe} unsafe and {len(rows) - unsafe} weak samples with twins",
        "",
        f"{'':<18}|{'samples: what was said':^48}|{'twins':^35}",
        f"{'category':<18}|{'all':>6}{'block':>7}{'limit':>7}{'flag':>7}{'allow':>7}{'none':>7}{'right':>7}"
        f"|{'allow':>7}{'flag':>7}{'block':>7}{'limit':>7}{'works':>7}",
    ]
    lines += [_line(name, _counts(chosen)) for name, chosen in _by_category(rows).items()]
    lines += ["", *(f"{name.replace('_', ' '):<20} {100 * share:6.1f} %" for name, share in found.items())]
    lines += [f"targets: contained {CONTAINED:.0%}, right {RIGHT:.0%}, twins allowed {ALLOWED:.0%}", ""]
    lines += [_told(row) for row in rows if not (row.right and row.contained and row.allowed)]
    return "\n".join(lines) + "\n"


def _line(name: str, count: dict[str, int]) -> str:
    samples = "".join(f"{count[key]:>7}" for key in ("block", "limit", "flag", "allow", "none", "right"))
    twins = "".join(
        f"{count[key]:>7}" for key in ("twin_allow", "twin_flag", "twin_block", "twin_limit", "twins_allowed")
    )
    return f"{name:<18}|{count['samples']:>6}{samples}|{twins}"
