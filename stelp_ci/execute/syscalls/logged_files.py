"""The log of one container whose runtime logs into files: read when its code is over, and taken away with it.

The daemon's configuration says where (docs/sandbox.md). Each process of runsc writes a file of its own, which begins
with its arguments, the container's id among them.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from stelp_ci.execute.syscalls.following import Follower
from stelp_ci.execute.syscalls.log import MOST_BYTES
from stelp_ci.model.kernel import KernelLog

FLAG = "--debug-log="
HEAD_BYTES = 64 << 10
SENTRY = "boot"


def log_folder(arguments: tuple[str, ...]) -> Path | None:
    """Where a runtime with these arguments logs; None where it logs nothing, or not as files in a folder."""
    named = next((word.removeprefix(FLAG) for word in arguments if word.startswith(FLAG)), "")
    return Path(named) if named.endswith("/") and "--strace" in arguments else None


def read_log(folder: Path, container: str, trees: tuple[str, ...]) -> KernelLog | None:
    """What the container's Sentry logged; None where there is no such file, or we may not read it."""
    follower = Follower(trees)
    sentry = next((path for path in files_of(folder, container) if SENTRY in path.name), None)
    if sentry is None:
        return None
    with sentry.open("rb") as file:
        written = os.fstat(file.fileno()).st_size  # it goes on to write, of the runner's own calls
        lines, _, _torn = file.read(min(written, MOST_BYTES)).rpartition(b"\n")
    for line in lines.split(b"\n"):
        follower.take(line)
    if written > MOST_BYTES:
        follower.cut()
    return follower.log()


def remove_log(folder: Path, container: str) -> None:
    """Take away what runsc wrote of the container."""
    for path in files_of(folder, container):
        with contextlib.suppress(OSError):
            path.unlink()


def files_of(folder: Path, container: str) -> Iterator[Path]:
    """The files of one container."""
    mark = container.encode("ascii")
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()):
            with contextlib.suppress(OSError), path.open("rb") as file:
                if mark in file.read(HEAD_BYTES):
                    yield path
