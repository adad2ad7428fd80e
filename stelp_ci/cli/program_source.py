"""The program that the command line names, as bytes."""

import sys
from pathlib import Path

from stelp_ci.errors import UsageError

LARGEST = 4 << 20


def read_source(name: str) -> bytes:
    """The bytes of a file, or of stdin for `-`. Raises `UsageError` for what cannot be read, or is far too large."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(name).open("rb") as stream:
                data = stream.read(LARGEST + 1)
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}"
        raise UsageError(message, remedy="Name a readable file, or - for stdin.") from error
    if len(data) > LARGEST:
        raise UsageError(f"{name} has more than {LARGEST} bytes", remedy="A program is much shorter.")
    return data
