"""`stelp-ci bench evidence`: dishonest changes with their honest twins, and honest changes of released projects."""

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.evidence_cases import CheatResult, judge_case, read_cases
from stelp_ci.bench.evidence_derive import Derived, derive
from stelp_ci.bench.evidence_real import RealResult, judge_real
from stelp_ci.bench.evidence_releases import RELEASES
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.sdists import unpack_sdist
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
    """The cheats, then the real changes; with `--limit N` the first N of each. Needs a checkout and the index."""
    with tempfile.TemporaryDirectory(prefix="stelp-evidence-", ignore_cleanup_errors=True) as folder:
        cache = Path(folder, "cache")
        cache.mkdir(mode=0o700)
        cheats = measure_cheats(Path(folder, "cheats"), cache, options, progress)
        real = measure_real(Path(folder, "real"), cache, options, progress)
    found = Evidence(cheats, real)
    return Result(as_document(found), as_table(found), met=found.met)


def measure_cheats(folder: Path, cache: Path, options: Options, progress: Progress) -> tuple[CheatResult, ...]:
    """Every case, or the first `options.limit`."""
    cases = read_cases()[: options.limit]
    named = [(f"{case.project}-{case.name}", case) for case in cases]
    return _each("cheats", named, lambda name, case: judge_case(case, folder / name, cache), (options, progress))


def measure_real(folder: Path, cache: Path, options: Options, progress: Progress) -> tuple[RealResult, ...]:
    """Derived changes until enough of them stand alone, one project after the other in turn."""
    wanted = min(options.limit or REAL_CHANGES, REAL_CHANGES)
    waiting = list(_derived(folder / "releases"))
    done: list[RealResult] = []
    while waiting and (missing := wanted - sum(one.wrong is not None for one in done)) > 0:
        batch, waiting = waiting[:missing], waiting[missing:]
        numbered = [(str(len(done) + number), one) for number, one in enumerate(batch)]
        done += _each(
            "real changes",
            numbered,
            lambda number, one: judge_real(one[1], one[2], one[0], folder / number, cache),
            (options, progress),
        )
    return tuple(done)


def _derived(folder: Path) -> Iterable[tuple[str, Derived, Path]]:
    """Name, change and unpacked newer release: the first of every pair of releases, then the second of each."""
    folder.mkdir(parents=True)
    pairs: list[list[tuple[str, Derived, Path]]] = []
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
        pairs.append([(f"{name} {one.function}", one, trees[1]) for one in derive(*trees)])
    longest = max((len(pair) for pair in pairs), default=0)
    return [pair[number] for number in range(longest) for pair in pairs if number < len(pair)]


def _each(
    what: str,
    items: list[tuple[str, _Item]],
    judge: Callable[[str, _Item], _Done],
    how: tuple[Options, Progress],
) -> tuple[_Done, ...]:
    """Judge all, `--jobs` at a time; the progress says how many are done."""
    options, progress = how
    done: list[_Done] = []
    with ThreadPoolExecutor(max_workers=options.jobs) as pool:
        for waiting in [pool.submit(judge, name, item) for name, item in items]:
            done.append(waiting.result())
            progress.begin("bench", f"{what}: {len(done)} of {len(items)}")
    progress.end("bench")
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
