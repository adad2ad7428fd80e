"""Where the lines of a batch come from, and where its results go."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stelp_ci.errors import ReportError, UsageError


@contextmanager
def opened(source: str) -> Generator[IO[bytes]]:
    """The file of a batch, or stdin. Raises `UsageError`."""
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
def target(output: str | None) -> Generator[IO[bytes]]:
    """Where lines are written, as they come: a batch that is interrupted keeps what it has. Raises `ReportError`."""
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
