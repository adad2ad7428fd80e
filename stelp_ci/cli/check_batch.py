"""A batch of `stelp-ci check`: JSON lines in, JSON lines out, in the same order, as they come."""

import json
from argparse import Namespace
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.batch.judging import Store, judge_all, open_store
from stelp_ci.batch.lines import Judged, line_of, read_lines
from stelp_ci.cli import exit_codes
from stelp_ci.cli.batch_files import opened, target
from stelp_ci.errors import UsageError
from stelp_ci.model.report import Invocation

if TYPE_CHECKING:
    from collections.abc import Callable

    from stelp_ci.exec.cluster import Pool

WORST_FIRST = (exit_codes.FAIL, exit_codes.INCONCLUSIVE, exit_codes.NEEDS_HUMAN, exit_codes.PASS)


def run_batch(arguments: Namespace, common: Invocation) -> int:
    """Judge every line; the exit code is that of the worst. Raises `StelpError` where nothing could begin."""
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.execute.workspace import workspace

    store, mine = _store(arguments.resume), _shard(arguments.shard)
    seen: Counter[str] = Counter()
    codes: set[int] = set()
    with workspace(), opened(arguments.batch) as stream, target(arguments.output) as lines, open_progress() as progress:
        progress.begin("check", "joining the cluster" if arguments.cluster else "reading the batch")
        with _pool(arguments) as pool:
            for judged in judge_all(read_lines(stream, common), pool, store, is_mine=mine):
                lines.write(as_line(judged))
                lines.flush()
                codes.add(judged.exit_code)
                seen[judged.verdict] += 1
                progress.begin("check", ", ".join(f"{count} {verdict}" for verdict, count in sorted(seen.items())))
        progress.end("check")
    return next((code for code in WORST_FIRST if code in codes), exit_codes.PASS)


@contextmanager
def _pool(arguments: Namespace) -> "Generator[Pool]":
    """The cluster, or threads of this process that each wait for a process."""
    from stelp_ci.exec.cluster import Pool, open_pool

    if arguments.cluster:
        with open_pool(arguments.cluster, python=arguments.python) as pool:
            yield pool
        return
    from concurrent.futures import ThreadPoolExecutor

    executor = ThreadPoolExecutor(max_workers=arguments.jobs)
    try:
        yield Pool(executor, arguments.jobs)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _store(folder: str | None) -> Store:
    try:
        return open_store(None if folder is None else Path(folder))
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}", remedy="Choose another folder for --resume.") from error


def _shard(text: str | None) -> "Callable[[str], bool]":
    """Which contents are judged here."""
    if text is None:
        return lambda _: True
    from stelp_ci.cli.bench import read_shard

    return read_shard(text).holds


def as_line(judged: Judged) -> bytes:
    """One result as a line of ASCII: nothing in it acts on a terminal or a log."""
    return json.dumps(line_of(judged), separators=(",", ":")).encode("ascii") + b"\n"
