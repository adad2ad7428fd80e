"""Work in a fork that tells of it line by line: it may die, hang or leave rubbish without harm to who asked."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import time
from collections.abc import Callable, Generator, Iterator
from typing import Any, NoReturn

from .pipes import PIECE, read_whole, write_whole

Tell = Callable[[Any], None]


def alone(work: Callable[[], None]) -> NoReturn:
    """Do the work of a fork and be gone, whatever happens: a fork must never go on as if it were its parent."""
    try:
        work()
    finally:
        os._exit(0)


@contextlib.contextmanager
def forked(work: Callable[[Tell], None]) -> Generator[Told]:
    """A fork that does `work` and tells plain values, given here; it is gone when the block is left."""
    report_r, report_w = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(report_r)
        alone(lambda: work(lambda value: write_whole(report_w, json.dumps(value).encode("ascii") + b"\n")))
    os.close(report_w)
    try:
        yield Told(report_r)
    finally:
        os.close(report_r)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@contextlib.contextmanager
def held_back(serve: Callable[[Any], None]) -> Generator[Tell]:
    """A fork that keeps what this process is now, and begins to `serve` with the one value that it is told.

    It has done so when the block is left; a fork that is told nothing does nothing.
    """
    gate_r, gate_w = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(gate_w)
        alone(lambda: _serve_when_told(serve, gate_r))
    os.close(gate_r)
    try:
        yield lambda value: write_whole(gate_w, json.dumps(value).encode("ascii"))
    finally:
        os.close(gate_w)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _serve_when_told(serve: Callable[[Any], None], gate: int) -> None:
    """The word is empty where whoever holds the other end was ended before it was done."""
    word = read_whole(gate)
    if word:
        serve(json.loads(word))


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
            piece = os.read(self.fd, PIECE) if left > 0 and self.poller.poll(left * 1000) else b""
            if not piece:
                return None
            self.data += piece
        line, _, self.data = self.data.partition(b"\n")
        return json.loads(line)

    def until(self, deadline: float) -> Iterator[Any]:
        """All values that come before the fork is gone or the time is up."""
        while (value := self.next(deadline)) is not None:
            yield value
