"""Judges the items of a benchmark a load at a time: kept by content, parted into shards, `--jobs` loads at once.

What was judged is written down load by load, so that a run that is stopped goes on where it was. A row is named by the
content of what it judges: shards that hold all of them can be put together.
"""

import hashlib
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Generic, NamedTuple, TypeVar

from stelp_ci.bench.benchmark import Options
from stelp_ci.errors import UsageError
from stelp_ci.kept import Kept
from stelp_ci.model.ports import Progress

ROWS = "rows.jsonl"
JOIN_REMEDY = "Run the missing shard again with the same options, and join all of them."
_Item = TypeVar("_Item")
_Row = TypeVar("_Row")
_Made = TypeVar("_Made")


class Keyed(NamedTuple, Generic[_Item]):
    """Something to judge, under the hexadecimal digits that name its content."""

    key: str
    item: _Item


class Work(NamedTuple, Generic[_Item, _Row]):
    """How rows are made: `judge` gives one for each item of a load, in order; `title` is what the progress calls it."""

    title: str
    kind: type[_Row]
    judge: Callable[[Sequence[_Item]], Iterable[_Row]]
    load: int = 1


class Rows:
    """The rows that are known, and where more of them come from."""

    def __init__(self, options: Options, progress: Progress, *, stages: tuple[str, ...]) -> None:
        """`stages` are the parts of the package that a row depends on. Raises `UsageError` for files without rows."""
        if options.resume is not None:
            options.resume.mkdir(parents=True, exist_ok=True)
        absent = [folder for folder in options.joined if not (folder / ROWS).is_file()]
        if absent:
            raise UsageError(f"{absent[0]} holds no {ROWS}", remedy="Name folders that `--shard` has filled.")
        self.options = options
        self.progress = progress
        others = tuple(folder / ROWS for folder in options.joined)
        self.kept = Kept(options.resume / ROWS if options.resume else None, stages=stages, others=others)

    def all(self, items: Sequence[Keyed[_Item]], work: Work[_Item, _Row]) -> list[tuple[_Item, _Row]]:
        """Each item of this shard with its row, in order.

        Raises `UsageError` where shards are joined that do not hold everything, and what `work.judge` raises.
        """
        mine = [one for one in items if self.is_mine(one.key)]
        known = {one.key: row for one in mine if (row := self.kept.find(one.key, work.kind)) is not None}
        left = [one for one in mine if one.key not in known]
        if left and self.options.joined:
            raise UsageError(f"no shard holds {work.title} {left[0].key}", remedy=JOIN_REMEDY)
        self._say(work, len(known), len(mine))
        loads = [left[start : start + work.load] for start in range(0, len(left), work.load)]

        def judged(load: list[Keyed[_Item]]) -> dict[str, _Row]:
            rows = work.judge([one.item for one in load])
            made = {one.key: row for one, row in zip(load, rows, strict=True)}
            for key, row in made.items():
                self.kept.keep(key, row)
            return made

        for made in at_once(loads, judged, jobs=self.options.jobs):
            known |= made
            self._say(work, len(known), len(mine))
        return [(one.item, known[one.key]) for one in mine]

    def is_mine(self, key: str) -> bool:
        """Whether what bears that key is to be judged here: all of it, but for a shard."""
        return self.options.shard is None or self.options.shard.holds(key)

    def _say(self, work: Work[_Item, _Row], done: int, whole: int) -> None:
        self.progress.begin("bench", f"{work.title}: {done} of {whole}")


def at_once(items: Sequence[_Item], make: Callable[[_Item], _Made], *, jobs: int) -> Generator[_Made]:
    """What `make` gives for each item, as it comes. What has not begun when one fails or the user stops never does."""
    pool = ThreadPoolExecutor(max_workers=jobs)
    try:
        for done in as_completed([pool.submit(make, item) for item in items]):
            yield done.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def key_of(*parts: bytes) -> str:
    """The 32 hexadecimal digits that name a content of several parts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:32]
