"""The one temporary folder of a run, and the end of all that a run has started, however it ends.

Everything temporary of this process lies below that folder, and every tool and sandbox that it starts names the folder
in its arguments or its environment: so whatever is left of a run is found by its name. Three see to it, in this order:

1. the run itself, when it ends or is told to end (SIGTERM, SIGINT): what still runs is killed, and the folder goes;
2. a fork that waits for the run to be gone: it does the same where the run was killed outright;
3. the next run, for what both of them left: `sweep`.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Generator
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import NoReturn

from stelp_ci.ending import say_that_it_ends
from stelp_ci.errors import WorkspaceError
from stelp_ci.execute.cgroup import remove_cgroups

PREFIX = "stelp-run-"
LOCK = "run.lock"
"""Held for as long as the run, or the fork that cleans up behind it, lives; it says the run's process id."""

GONE_S = 10.0
ABANDONED_S = 3600.0
"""Age after which a folder without a lock is nobody's: a run makes the lock right behind the folder."""

TICK_S = 0.02
STREAMS = (0, 1, 2)
REMEDY = "free space there, or set TMPDIR to a directory with space"


@contextlib.contextmanager
def workspace() -> Generator[Path]:
    """Make the folder, and leave nothing of the run when the block is left. For the main thread, before any other.

    What an earlier run left is removed first. Raises `WorkspaceError` where there is no space for temporary files.
    """
    before = tempfile.tempdir
    parent = _parent()
    sweep(parent)
    folder, lock = _made(parent)
    leash, watcher = _watched(folder, lock)
    tempfile.tempdir = str(folder)
    try:
        with _ending_when_told(folder):
            yield folder
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            os.write(leash, b".")
        os.close(leash)
        os.close(lock)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(watcher, 0)


def sweep(parent: Path) -> tuple[Path, ...]:
    """Remove what is left of runs below `parent` that are no more: processes, cgroups, folders. Gives the folders."""
    return tuple(folder for folder in sorted(parent.glob(f"{PREFIX}*")) if _swept(folder))


def marked(folder: Path) -> tuple[int, ...]:
    """The processes of this machine, but this one, that name `folder` in their arguments or their environment."""
    mark, own = os.fsencode(folder), os.getpid()
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return tuple(pid for pid in pids if pid != own and _names(Path("/proc") / str(pid), mark))


def _names(process: Path, mark: bytes) -> bool:
    for file in ("cmdline", "environ"):
        with contextlib.suppress(OSError):
            if mark in (process / file).read_bytes():
                return True
    return False


def _parent() -> Path:
    """Where temporary files lie. NOTE: Python writes to the places to try them, and finds none where all are full."""
    try:
        return Path(tempfile.gettempdir())
    except OSError as error:
        raise WorkspaceError("no directory for temporary files can be written to", remedy=REMEDY) from error


def _made(parent: Path) -> tuple[Path, int]:
    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.write(lock, str(os.getpid()).encode("ascii"))
    except OSError as error:
        raise WorkspaceError(f"no temporary files can be made in {parent}: {error.strerror}", remedy=REMEDY) from error
    return folder, lock


def _watched(folder: Path, lock: int) -> tuple[int, int]:
    """Fork the one who waits; what it is leashed to, and its process id. The lock stays held while either lives."""
    held, leash = os.pipe()
    run = os.getpid()
    watcher = os.fork()
    if watcher == 0:
        _watch(folder, held, lock, run)
    os.close(held)
    return leash, watcher


def _watch(folder: Path, held: int, lock: int, run: int) -> NoReturn:
    """Wait for a word, or for the run to be gone without one; never goes on as if it were the run."""
    try:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        _keep_only(held, lock)
        if not os.read(held, 1):
            _clear(folder, run)
    finally:
        os._exit(0)


def _keep_only(*kept: int) -> None:
    """Hold nothing else open: who reads the run's output must see its end."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in STREAMS:
        os.dup2(nowhere, stream)
    for below, above in pairwise((STREAMS[-1], *sorted(kept), os.sysconf("SC_OPEN_MAX"))):
        os.closerange(below + 1, above)


@contextlib.contextmanager
def _ending_when_told(folder: Path) -> Generator[None]:
    """On SIGTERM and SIGINT end what was started, so that whoever waits for it goes on to unwind.

    A signal that is ignored, as `nohup` and scripts' background jobs have it, stays ignored.
    """
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    before = {number: handler for number, handler in handlers.items() if handler is not signal.SIG_IGN}

    def told(number: int, frame: FrameType | None) -> None:
        say_that_it_ends()
        threading.Thread(target=_end_until_gone, args=(folder, 128 + number), daemon=True).start()
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in before:
        signal.signal(number, told)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_until_gone(folder: Path, code: int) -> NoReturn:
    """Kill what was started, again and again: a thread that unwinds may start one more. Then leave, unwound or not."""
    deadline = time.monotonic() + GONE_S
    while time.monotonic() < deadline:
        _kill(marked(folder))
        time.sleep(TICK_S)
    os._exit(code)


def _swept(folder: Path) -> bool:
    """Whether the folder was ours, of no living run, and is removed."""
    try:
        if folder.lstat().st_uid != os.geteuid() or folder.is_symlink():
            return False
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return _is_abandoned(folder) and _clear(folder, None)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        run = os.read(lock, 16)
        if not run.isdigit():  # its maker is about to take the lock, or died before it did
            return _is_abandoned(folder) and _clear(folder, None)
        return _clear(folder, int(run))
    except BlockingIOError:
        return False
    finally:
        os.close(lock)


def _is_abandoned(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return time.time() - folder.stat().st_mtime > ABANDONED_S
    return False


def _clear(folder: Path, run: int | None) -> bool:
    """End what names the folder, remove the run's cgroups and then the folder itself."""
    deadline = time.monotonic() + GONE_S
    while (left := marked(folder)) and time.monotonic() < deadline:
        _kill(left)
        time.sleep(TICK_S)
    if run is not None:
        remove_cgroups(run)
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _kill(pids: tuple[int, ...]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
