"""The process under judgement as its parent sees it: its pipes, what came out of them, and how it ended."""

import os
import select
import time
from collections.abc import Callable
from typing import NamedTuple

from . import guard, watch
from .guard import Confinement
from .relay import Relay
from .task import Limits

CHUNK = 1 << 16
TICK_MS = 50
CLOSED_TICK_MS = 3
FLOOD_FACTOR = 16
EVENT_BYTES = 48 << 20
DRAIN_S = 5.0


class Begun(NamedTuple):
    """A fork that has begun: its process, and where what it prints and its events are read from."""

    pid: int
    output: int
    events: int


def begin(confinement: Confinement, work: Callable[[], int], ends: tuple[int, ...] = ()) -> Begun:
    """Fork a process that runs `work`; `ends` are pipes that it holds beside that of its events."""
    output_r, output_w = os.pipe()
    events_r, events_w = os.pipe()
    fds = [events_w, *ends]
    pid = os.fork()
    if pid == 0:
        guard.become_child(confinement, output_w, fds, work)
    for fd in (output_w, *fds):
        os.close(fd)
    return Begun(pid, output_r, events_r)


class Child:
    """What has begun, watched. `room` bounds the bytes of its events; a `relay` carries its calls to the host."""

    def __init__(self, begun: Begun, limits: Limits, *, room: int = EVENT_BYTES, relay: Relay | None = None) -> None:
        self.limits = limits
        self.keep = limits["output_kib"] << 10
        self.room = room
        self.relay = relay
        self.output = b""
        self.printed = 0
        self.events = bytearray()
        self.status: int | None = None
        self.limit = ""
        self.began = time.monotonic()
        self.pid = begun.pid
        self.pipes = {begun.output: self.take_output, begun.events: self.take_events}

    def take_output(self, piece: bytes) -> None:
        """Keep the tail of what is printed; a flood ends the run."""
        self.printed += len(piece)
        self.output = (self.output + piece)[-self.keep :]
        if self.printed > self.keep * FLOOD_FACTOR:
            self.kill("output")

    def take_events(self, piece: bytes) -> None:
        """Keep the events unread: the host decodes them. Too many end the run."""
        room = self.room - len(self.events)
        self.events += piece[:room]
        if len(piece) > room:
            self.kill("output")

    def kill(self, limit: str) -> None:
        """End everything because of `limit`; the first limit is the one that is named."""
        self.limit = self.limit or limit
        guard.kill_everything()

    def reap(self) -> None:
        """Collect every process that ended; remember the status of the one under judgement."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self.pid:
                self.status = status

    def poll(self) -> None:
        """Take in what the pipes hold, for at most one tick. The host leaving, or speaking out of turn, ends it all."""
        poller = select.poll()
        for fd in (0, *self.pipes):
            poller.register(fd, select.POLLIN)
        for fd, mask in self.relay.waits_for() if self.relay else ():
            poller.register(fd, mask)
        for fd, _ in poller.poll(TICK_MS if self.pipes else CLOSED_TICK_MS):
            if fd in self.pipes:
                self.take(fd)
            elif self.relay is None or not self.relay.take(fd):
                guard.kill_everything()
                os._exit(73)
        if self.relay is not None and self.relay.flooded:
            self.kill("output")

    def take(self, fd: int) -> None:
        """Take in what one pipe holds."""
        piece = os.read(fd, CHUNK)
        if piece:
            self.pipes[fd](piece)
        else:
            del self.pipes[fd]
            os.close(fd)

    def supervise(self) -> None:
        """Run to the end or to the first limit."""
        watcher = watch.Watcher(self.limits, self.began)
        while self.status is None:
            self.poll()
            self.reap()
            limit = watcher.exceeded() if self.status is None else ""
            if limit:
                self.kill(limit)

    def finish(self) -> int:
        """Kill whatever outlived the child, empty the pipes that nobody writes to any more; returns the survivors."""
        survivors = guard.end_survivors(self.reap)
        deadline = time.monotonic() + DRAIN_S
        while self.pipes and time.monotonic() < deadline:
            self.poll()
        for fd in self.pipes:
            os.close(fd)
        self.pipes = {}
        return survivors
