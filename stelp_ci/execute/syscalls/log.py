"""Has gVisor log the system calls of one run, and reads along. Nothing of the log is ever written to a disk.

The Sentry's log goes to a named pipe in the private directory of the run; the logs of runsc's other processes go to
nowhere. The reader keeps what the lines amount to, and never stops reading: a full pipe would hold up the sandbox.
Past `MOST_BYTES` it only empties the pipe, and the log counts as incomplete.
"""

import os
import platform
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from stelp_ci.errors import SandboxError
from stelp_ci.execute.syscalls.effects import asked_for
from stelp_ci.execute.syscalls.following import Follower
from stelp_ci.model.kernel import KernelLog

MOST_BYTES = 256 << 20
LINE_BYTES = 4 << 20
CHUNK = 1 << 18
CLOSING_S = 20.0
_SENTRY = "boot"
_OTHERS = ("run", "gofer", "umount", "create", "start", "delete", "kill", "state")


class SyscallLog:
    """The log of one run. `flags` go to runsc; `so_far` gives what came, once the runner has told the end."""

    def __init__(self, directory: Path, trees: tuple[str, ...]) -> None:
        pipe = directory / _SENTRY
        os.mkfifo(pipe, 0o600)
        for name in _OTHERS:
            (directory / name).symlink_to(os.devnull)
        self.flags = (
            f"--debug-log={directory}/%COMMAND%",
            "--debug-log-format=json",
            "--strace",
            "--strace-log-size=16",
            f"--strace-syscalls={','.join(asked_for(platform.machine()))}",
        )
        self._follower = Follower(trees)
        self._reached = Event()
        self._end = b"\n" + secrets.token_hex(16).encode() + b"\n"
        self._reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        self._kept_open = os.open(pipe, os.O_WRONLY)
        os.set_blocking(self._reading, True)
        self._thread = Thread(target=self._read, name="syscall log", daemon=True)
        self._thread.start()

    def so_far(self) -> KernelLog:
        """What came until now: a line of our own, written behind it, is waited for.

        The Sentry writes as calls are made: once the runner has told the end, all of the code under judgement is there.
        Raises `SandboxError` when the reader does not come that far.
        """
        os.write(self._kept_open, self._end)
        if not self._reached.wait(CLOSING_S):
            raise SandboxError("the log of system calls does not end", remedy="run it again on a less busy machine")
        return self._follower.log()

    def close(self) -> None:
        """Let the reader come to the end of what was written."""
        if self._kept_open >= 0:
            os.close(self._kept_open)
            self._kept_open = -1
        self._thread.join(CLOSING_S)

    def _read(self) -> None:
        read, rest = 0, b""
        with open(self._reading, "rb", buffering=0) as pipe:  # noqa: PTH123 - a file descriptor
            while piece := pipe.read(CHUNK):
                read += len(piece)
                if read > MOST_BYTES:
                    rest = self._pass_over(rest + piece)
                    continue
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    self._take(line)
                if len(rest) > LINE_BYTES:
                    self._follower.cut()
                    rest = b""

    def _pass_over(self, data: bytes) -> bytes:
        """Look for the end alone; gives what the end may begin in."""
        self._follower.cut()
        if self._end in data:
            self._reached.set()
        return data[-len(self._end) :]

    def _take(self, line: bytes) -> None:
        if line == self._end.strip():
            self._reached.set()
        elif line and not self._reached.is_set():
            self._follower.take(line)


@contextmanager
def syscall_log(directory: Path, trees: tuple[str, ...]) -> Generator[SyscallLog]:
    """A log in a new directory below `directory`, closed and removed with it."""
    place = directory / "syscalls"
    place.mkdir(mode=0o700)
    log = SyscallLog(place, trees)
    try:
        yield log
    finally:
        log.close()
