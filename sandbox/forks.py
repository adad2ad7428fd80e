"""Work in a fork that tells of it line by line: it may die, hang or leave rubbish without harm to who asked."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import time
from collections.abc import Callable, Generator
from typing import Any

Tell = Callable[[Any], None]


def write_whole(fd: int, data: bytes) -> None:
    """Write all of `data`, however little the pipe takes at a time."""
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


@contextlib.contextmanager
def forked(work: Callable[[Tell], None]) -> Generator[Told]:
    """A fork that does `work` and tells plain values, given here; it is gone when the block is left."""
    report_r, report_w = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(report_r)
        try:
            work(lambda value: write_whole(report_w, json.dumps(value).encode("ascii") + b"\n"))
        finally:
            os._exit(0)
    os.close(report_w)
    try:
        yield Told(report_r)
    finally:
        os.close(report_r)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


class Told:
    """What one fork has told."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.data = b""
        self.poller = select.poll()
        self.poller.register(fd, select.POLLIN)

    def next(self, deadline: float) -> Any:
        """The next value; None when the fork is gone or the time is up."""
        while b"\n" not in self.data:
            left = deadline - time.monotonic()
            piece = os.read(self.fd, 1 << 16) if left > 0 and self.poller.poll(left * 1000) else b""
            if not piece:
                return None
            self.data += piece
        line, _, self.data = self.data.partition(b"\n")
        return json.loads(line)
