"""`stelp-ci bench evidence`: dishonest changes with their honest twins, and honest changes of released projects."""

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.evidence.cases import CheatResult, judge_case, read_cases
from stelp_ci.bench.evidence.derive import Derived, derive
from stelp_ci.bench.evidence.real import RealResult, judge_real
from stelp_ci.bench.evidence.releases import RELEASES
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.sdists import unpack_sdist
from stelp_ci.kept import Kept
from stelp_ci.model.ports import Progress
from stelp_ci.model.verdict import Decision

REAL_CHANGES = 60
CAUGHT = 0.95
"""The least share of cheats that end `fail` or `needs-human` for the right reason; of twins none may end `fail`."""

RIGHT = 0.95
"""The least share of real changes whose evidence agrees with plain pytest in every test."""

DOUBTED = 0.05
"""The largest share of honest real changes that these probes hand to a person; none may end `fail`."""

_Item = TypeVar("_Item")
_Done = TypeVar("_Done")


class Room(NamedTuple):
    """Where it happens: `scratch` goes away, `lasting` holds caches and releases, and `kept` the rows."""

    scratch: Path
    lasting: Path
    kept: Kept
    options: Options
    progress: Progress

    @property
    def cache(self) -> Path:
        """The cache of the judged runs."""
        return self.lasting / "cache"


class Waiting(NamedTuple):
    """A derived change, its name, and the unpacked newer release."""

    name: str
    derived: Derived
    release: Path


class Evidence(NamedTuple):
    """Everything that was judged."""

    cheats: tuple[CheatResult, ...]
    real: tuple[RealResult, ...]

    @property
    def held(self) -> list[RealResult]:
        """The real changes that stand alone."""
        return [one for one in self.real if one.wrong is not None]

    @property
    def met(self) -> bool:
        """Whether every target was met, over what was judged."""
        twins = any(one.twin is Decision.FAIL for one in self.cheats)
        caught = sum(one.caught for one in self.cheats) >= CAUGHT * len(self.cheats)
        right = sum(not one.wrong for one in self.held) >= RIGHT * len(self.held)
        failed = any(one.decision is Decision.FAIL for one in self.held)
        doubted = sum(one.decision is Decision.NEEDS_HUMAN for one in self.held) <= DOUBTED * len(self.held)
        return bool(self.cheats and self.held) and caught and right and doubted and not twins and not failed


def measure(options: Options, progress: Progress) -> Result:
    """The cheats, then the real changes; with `--limit N` the first N of each. Needs a checkout and the index.

    With `--resume DIR` rows and caches are kept there, and rows of the same code are not measured again.
    """
    with tempfile.TemporaryDirectory(prefix="stelp-evidence-", ignore_cleanup_errors=True) as scratch:
        lasting = options.resume or Path(scratch)
        (lasting / "cache").mkdir(mode=0o700, parents=True, exist_ok=True)
        room = Room(Path(scratch), lasting, Kept(options.resume and options.resume / "rows.jsonl"), options, progress)
        found = Evidence(measure_cheats(room), measure_real(room))
    return Result(as_document(found), as_table(found), met=found.met)


def measure_cheats(room: Room) -> tuple[CheatResult, ...]:
    """Every case, or the first `options.limit`."""
    cases = read_cases()[: room.options.limit]
    named = [(f"{case.project}-{case.name}", case) for case in cases]
    return judge_each(
        "cheats", named, CheatResult, lambda name, case: judge_case(case, room.scratch / name, room.cache), room
    )


def measure_real(room: Room) -> tuple[RealResult, ...]:
    """Derived changes until enough of them stand alone, one project after the other in turn."""
    wanted = min(room.options.limit or REAL_CHANGES, REAL_CHANGES)
    waiting = list(_derived(room.lasting / "releases"))
    done: list[RealResult] = []
    while waiting and (missing := wanted - sum(one.wrong is not None for one in done)) > 0:
        batch, waiting = waiting[:missing], waiting[missing:]
        done += judge_each(
            "real changes", [(one.name, one) for one in batch], RealResult, partial(_judge_real, room), room
        )
    return tuple(done)


def _judge_real(room: Room, name: str, one: Waiting) -> RealResult:
    """In a folder of its own, which may take hundreds of megabytes and is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=room.scratch, ignore_cleanup_errors=True) as folder:
        return judge_real(one.derived, one.release, name, Path(folder), room.cache)


def _derived(folder: Path) -> Iterable[Waiting]:
    """The first of every pair of releases, then the second of each."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs: list[list[Waiting]] = []
    for release in RELEASES:
        trees: list[Path] = []
        for sdist in (release.old, release.new):
            tree = folder / f"{sdist.project}-{sdist.version}"
            if not tree.exists():
                unpack_sdist(sdist, tree)
                for path, text in release.added:
                    (tree / path).write_text(text, encoding="utf-8")
            trees.append(tree)
        name = f"{release.new.project} {release.new.version}"
        pairs.append([Waiting(f"{name} {one.function}", one, trees[1]) for one in derive(*trees)])
    longest = max((len(pair) for pair in pairs), default=0)
    return [pair[number] for number in range(longest) for pair in pairs if number < len(pair)]


def judge_each(
    what: str,
    items: list[tuple[str, _Item]],
    kind: type[_Done],
    judge: Callable[[str, _Item], _Done],
    room: Room,
) -> tuple[_Done, ...]:
    """Judge all that is not kept yet, `--jobs` at a time; the progress says how many are done."""

    def row(name: str, item: _Item) -> _Done:
        found = room.kept.find(name, kind)
        if found is None:
            found = judge(name, item)
            room.kept.keep(name, found)
        return found

    done: list[_Done] = []
    with ThreadPoolExecutor(max_workers=room.options.jobs) as pool:
        try:
            for waiting in [pool.submit(row, name, item) for name, item in items]:
                done.append(waiting.result())
                room.progress.begin("bench", f"{what}: {len(done)} of {len(items)}")
        finally:
            # NOTE: whoever stops this waits for the rows at hand, not for all that were handed to the pool
            pool.shutdown(wait=False, cancel_futures=True)
    room.progress.end("bench")
    return tuple(done)


def as_document(found: Evidence) -> dict[str, object]:
    """The JSON form: every case and every real change, with what was said."""
    return {
        "benchmark": "evidence",
        "machine": describe_machine(),
        "cheats": [
            {
                "case": f"{one.case.project}/{one.case.name}",
                "cheat": one.cheat.value,
                "shown": sorted(one.shown),
                "twin": one.twin.value,
                "twin_says": list(one.twin_says),
            }
            for one in found.cheats
        ],
        "real": [
            {
                "change": one.name,
                "stands_alone": one.wrong is not None,
                "compared": one.compared,
                "wrong": list(one.wrong or ()),
                "decision": one.decision.value,
                "reasons": [message for _, message in one.reasons],
            }
            for one in found.real
        ],
        "met": found.met,
    }


def as_table(found: Evidence) -> str:
    """The counts that the targets speak of, then everything that is not as it should be."""
    cheats, held = found.cheats, found.held
    caught, failed = sum(one.caught for one in cheats), sum(one.cheat is Decision.FAIL for one in cheats)
    twins = sum(one.twin is Decision.FAIL for one in cheats)
    right, tests = sum(not one.wrong for one in held), sum(one.compared for one in held)
    broken = sum(one.decision is Decision.FAIL for one in held)
    doubted = sum(one.decision is Decision.NEEDS_HUMAN for one in held)
    rows = [
        describe_machine(),
        "",
        f"cheats caught for the right reason   {caught} of {len(cheats)} (at least {CAUGHT:.0%}; {failed} end fail)",
        f"their honest twins that end fail     {twins} of {len(cheats)} (none)",
        f"real changes, evidence right         {right} of {len(held)} (at least {RIGHT:.0%}; {tests} tests compared)",
        f"real changes that end fail           {broken} of {len(held)} (none)",
        f"real changes that need a human       {doubted} of {len(held)} (at most {DOUBTED:.0%})",
        f"derived changes that do not stand alone, left out: {len(found.real) - len(held)}",
    ]
    return "\n".join([*rows, "", *_odd(found)]) + "\n"


def _odd(found: Evidence) -> Iterable[str]:
    for one in found.cheats:
        if not one.caught or one.twin is Decision.FAIL:
            name = f"{one.case.project}/{one.case.name}"
            yield f"{name}: {one.cheat.value}; twin {one.twin.value} {' '.join(one.twin_says)}"
    for one in found.held:
        if one.wrong or one.reasons:
            said = " ".join(f"{decision.value}: {message}" for decision, message in one.reasons)
            yield f"{one.name}: {'wrong in ' + ', '.join(one.wrong) if one.wrong else 'evidence right'}; {said}"
