"""Judges the changes of a batch, several at a time, in order; what was judged before, by content, is not again."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from stelp_ci.batch.lines import Item, Judged, not_judged
from stelp_ci.batch.one import judge_apart
from stelp_ci.change.reader import open_change
from stelp_ci.errors import ReportError, StelpError
from stelp_ci.exec.cluster import Pool
from stelp_ci.kept import JUDGING, Kept
from stelp_ci.model.report import Invocation, Report
from stelp_ci.model.settings import Mode
from stelp_ci.model.verdict import Decision

STAGES = (*JUDGING, "scan")
"""The parts of the package that a verdict depends on."""
ROWS, REPORTS = "checks.jsonl", "reports"
"""In the folder that is kept: results by content, and the whole reports."""
AHEAD = 2


class Store(NamedTuple):
    """What is known already, and where reports are written: nowhere without a folder."""

    kept: Kept
    folder: Path | None


def open_store(folder: Path | None) -> Store:
    """Raises `UsageError` where the folder holds something else."""
    if folder is None:
        return Store(Kept(None), None)
    (folder / REPORTS).mkdir(parents=True, exist_ok=True)
    return Store(Kept(folder / ROWS, stages=STAGES), folder)


def judge_all(
    items: Iterable[Item], pool: Pool, store: Store, *, is_mine: Callable[[str], bool] = lambda _: True
) -> Iterator[Judged]:
    """The results, in order. `is_mine` says which contents belong to this shard: the others give no result.

    What is inconclusive is not kept: it is judged again by the next run.
    """
    pending: deque[_Waiting] = deque()
    for item in items:
        waiting = _begun(item, pool, store, is_mine)
        if waiting is not None:
            pending.append(waiting)
        while len(pending) >= pool.at_once * AHEAD:
            yield _finished(pending.popleft(), store)
    while pending:
        yield _finished(pending.popleft(), store)


class _Waiting(NamedTuple):
    """A change that is being judged, or a result that is known."""

    item: Item
    key: str
    future: "Future[bytes] | None"
    known: Judged | None


def _begun(item: Item, pool: Pool, store: Store, is_mine: Callable[[str], bool]) -> _Waiting | None:
    key = key_of(item)
    if not is_mine(key):
        return None
    if isinstance(item, Judged):
        return _Waiting(item, key, None, item)
    known = (
        store.kept.find(key, Judged) if store.folder and (store.folder / REPORTS / f"{key}.json").is_file() else None
    )
    if known is not None:
        return _Waiting(item, key, None, replace(known, id=item.id))
    return _Waiting(item, key, pool.executor.submit(judge_apart, item.invocation), None)


def _finished(waiting: _Waiting, store: Store) -> Judged:
    if waiting.future is None or waiting.known is not None:
        assert waiting.known is not None  # noqa: S101 - what has no future is known
        return waiting.known
    try:
        document = waiting.future.result()
    except StelpError as error:
        return not_judged(waiting.item.id, str(error), error.remedy)
    judged = judged_of(msgspec.json.decode(document, type=Report), waiting.item.id)
    if store.folder is None:
        return judged
    name = f"{REPORTS}/{waiting.key}.json"
    _write(store.folder / name, document)
    judged = replace(judged, report=name)
    if judged.verdict is not Decision.INCONCLUSIVE:
        store.kept.keep(waiting.key, replace(judged, id=None))
    return judged


def judged_of(report: Report, identity: str | int | None) -> Judged:
    """What a line says of a report: its reasons are those with weight."""
    change, verdict = report.change, report.verdict
    code = 0 if report.mode is Mode.OBSERVE else verdict.decision.exit_code
    return Judged(
        id=identity,
        verdict=verdict.decision,
        exit_code=code,
        base=change.base.commit or change.base.tree,
        head=change.head.commit or change.head.tree,
        reasons=tuple(reason for reason in verdict.reasons if reason.decision is not Decision.PASS),
    )


def key_of(item: Item) -> str:
    """The 32 hexadecimal digits of what is judged, and by which options; of its text where commits cannot be read."""
    if isinstance(item, Judged):
        return _digest(msgspec.json.encode(item))
    asked = item.invocation
    config = Path(asked.config).read_bytes() if asked.config and Path(asked.config).is_file() else b""
    options = msgspec.json.encode(replace(asked, repo="", base=None, head=None, diff=None, config=None))
    return _digest(_sides(asked), (asked.diff or "").encode("utf-8", "surrogatepass"), config, options)


def _sides(asked: Invocation) -> bytes:
    try:
        with open_change(asked) as reader:
            return msgspec.json.encode((reader.change.base, reader.change.head))
    except StelpError:
        return msgspec.json.encode((asked.repo, asked.base, asked.head))


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:32]


def _write(path: Path, document: bytes) -> None:
    """Whole or not at all. Raises `ReportError`."""
    aside = path.with_suffix(".new")
    try:
        aside.write_bytes(document)
        aside.replace(path)
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror}", remedy="Choose another --resume.") from error
