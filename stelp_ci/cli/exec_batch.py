"""A batch of `stelp-ci exec`: JSON lines in, JSON lines out, in the same order, as they come."""

import json
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stelp_ci.cli.exec_one import exit_code
from stelp_ci.errors import ReportError, UsageError
from stelp_ci.exec.lines import line_of, read_lines
from stelp_ci.exec.setup import Setup
from stelp_ci.model.program_run import ProgramRun


def run_batch(arguments: Namespace, setup: Setup) -> int:
    """Run every line and write its result where that is asked for. Raises `StelpError` where nothing could begin."""
    from stelp_ci.cache import cache_directory
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.exec.opening import open_program_sandbox
    from stelp_ci.exec.running import run_all

    seen: Counter[str] = Counter()
    with _opened(arguments.batch) as stream, _target(arguments.output) as target, open_progress() as progress:
        progress.begin("exec", "opening the sandbox")
        sandbox = open_program_sandbox(cache_directory(), python=arguments.python, backend=arguments.sandbox)
        for run in run_all(read_lines(stream), setup, sandbox):
            target.write(as_line(run))
            seen[run.status] += 1
            progress.begin("exec", ", ".join(f"{count} {status}" for status, count in sorted(seen.items())))
        progress.end("exec")
    return exit_code(list(seen))  # pyright: ignore[reportArgumentType] - the members of RunStatus are strings


def as_line(run: ProgramRun) -> bytes:
    """One result as a line of ASCII: nothing in it acts on a terminal or a log."""
    return json.dumps(line_of(run), separators=(",", ":")).encode("ascii") + b"\n"


@contextmanager
def _opened(source: str) -> Generator[IO[bytes]]:
    if source == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 - closed below, past the message for a missing file
    except OSError as error:
        raise UsageError(
            f"{source} cannot be read: {error.strerror}", remedy="Name a JSON Lines file, or -."
        ) from error
    with stream:
        yield stream


@contextmanager
def _target(output: str | None) -> Generator[IO[bytes]]:
    """Lines are written as they come: a batch that is interrupted keeps what it has."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        stream = Path(output).open("wb")  # noqa: SIM115
    except OSError as error:
        raise ReportError(f"{output} cannot be written: {error.strerror}", remedy="Choose another --output.") from error
    with stream:
        yield stream
