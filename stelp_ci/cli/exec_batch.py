"""A batch of `stelp-ci exec`: JSON lines in, JSON lines out, in the same order, as they come."""

import json
from argparse import Namespace
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.cli.batch_files import opened, target
from stelp_ci.cli.exec_one import exit_code
from stelp_ci.errors import UsageError
from stelp_ci.exec.lines import line_of, read_lines
from stelp_ci.exec.setup import Setup
from stelp_ci.model.program_run import ProgramRun

if TYPE_CHECKING:
    from stelp_ci.exec.workers import Workers
    from stelp_ci.kept import Kept


def run_batch(arguments: Namespace, setup: Setup) -> int:
    """Run every line and write its result where that is asked for. Raises `StelpError` where nothing could begin."""
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.exec.remembering import spread_kept

    kept = _kept(arguments.resume)
    seen: Counter[str] = Counter()
    with opened(arguments.batch) as stream, target(arguments.output) as lines, open_progress() as progress:
        progress.begin("exec", "joining the cluster" if arguments.cluster else "opening the sandbox")
        with _workers(arguments, setup.jobs) as workers:
            for run in spread_kept(read_lines(stream), setup, workers, kept):
                lines.write(as_line(run))
                seen[run.status] += 1
                progress.begin("exec", ", ".join(f"{count} {status}" for status, count in sorted(seen.items())))
        progress.end("exec")
    return exit_code(list(seen))  # pyright: ignore[reportArgumentType] - the members of RunStatus are strings


@contextmanager
def _workers(arguments: Namespace, jobs: int) -> "Generator[Workers]":
    """Those of the cluster, or of this machine."""
    if arguments.cluster:
        from stelp_ci.exec.cluster import open_cluster

        with open_cluster(arguments.cluster, python=arguments.python) as cluster:
            yield cluster
        return
    from stelp_ci.cache import cache_directory
    from stelp_ci.exec.opening import open_program_sandbox
    from stelp_ci.exec.workers import LocalWorkers

    sandbox = open_program_sandbox(cache_directory(), python=arguments.python, backend=arguments.sandbox)
    with LocalWorkers(sandbox, jobs) as local:
        yield local


def _kept(folder: str | None) -> "Kept":
    """Results of earlier runs. Raises `UsageError` where the folder cannot hold them."""
    from stelp_ci.exec.remembering import ROWS, STAGES
    from stelp_ci.kept import Kept

    if folder is None:
        return Kept(None)
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}", remedy="Choose another folder for --resume.") from error
    return Kept(Path(folder) / ROWS, stages=STAGES)


def as_line(run: ProgramRun) -> bytes:
    """One result as a line of ASCII: nothing in it acts on a terminal or a log."""
    return json.dumps(line_of(run), separators=(",", ":")).encode("ascii") + b"\n"
