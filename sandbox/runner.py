"""PID 1 of the sandbox: starts the code under judgement as another user, watches it, and reports over its own stdout.

Standard library only, Python 3.10 to 3.13; never imports stelp_ci. The host's half is `stelp_ci/execute/wire.py`.

The order is the point. The task arrives, the child is forked, and only when the child and everything it started are
dead does the host send a one-time nonce; the result frame carries a MAC under it. No code under judgement is alive when
the nonce exists in here. Frames on stdin and stdout: 4 bytes of length (big endian), 1 byte of kind, the body.
"""

import json
import os
import select
import time
from collections.abc import Callable

from . import guard, mac, watch
from .task import Limits, Task

TASK, NONCE = b"T", b"N"
STARTING, ENDED, RESULT = b"S", b"E", b"R"
MAX_FRAME = 8 << 20
CHUNK = 1 << 16
TICK_MS = 50
CLOSED_TICK_MS = 3
FLOOD_FACTOR = 16
EVENT_BYTES = 48 << 20
DRAIN_S = 5.0


def read_exactly(count: int) -> bytes:
    """Read `count` bytes of stdin; the host going away ends the sandbox, and with it all that runs in it."""
    pieces = b""
    while len(pieces) < count:
        piece = os.read(0, count - len(pieces))
        if not piece:
            os._exit(70)
        pieces += piece
    return pieces


def read_frame(kind: bytes) -> bytes:
    """Read the body of the one frame that may come now."""
    length = int.from_bytes(read_exactly(4), "big")
    if not 1 <= length <= MAX_FRAME:
        os._exit(71)
    frame = read_exactly(length)
    if frame[:1] != kind:
        os._exit(72)
    return frame[1:]


def send_frame(kind: bytes, body: bytes = b"") -> None:
    """Write one frame to the host."""
    left = memoryview((len(body) + 1).to_bytes(4, "big") + kind + body)
    while left:
        left = left[os.write(1, left) :]


def work_of(task: Task) -> Callable[[Task, int], int]:
    """What the process under judgement does."""
    if task["pytest"] is not None:
        from . import pytest_child

        return pytest_child.run
    from . import script_child

    return script_child.run


class Child:
    """The process under judgement: its pipes, what came out of them, and how it ended."""

    def __init__(self, task: Task) -> None:
        self.keep = task["limits"]["output_kib"] << 10
        self.output = b""
        self.printed = 0
        self.events = bytearray()
        self.status: int | None = None
        self.limit = ""
        output_r, output_w = os.pipe()
        events_r, events_w = os.pipe()
        self.began = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(output_r)
            os.close(events_r)
            guard.become_child(task, output_w, events_w, work_of(task))
        os.close(output_w)
        os.close(events_w)
        self.pipes = {output_r: self.take_output, events_r: self.take_events}

    def take_output(self, piece: bytes) -> None:
        """Keep the tail of what is printed; a flood ends the run."""
        self.printed += len(piece)
        self.output = (self.output + piece)[-self.keep :]
        if self.printed > self.keep * FLOOD_FACTOR:
            self.kill("output")

    def take_events(self, piece: bytes) -> None:
        """Keep the events unread: the host decodes them. Too many end the run."""
        room = EVENT_BYTES - len(self.events)
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
        for fd, _ in poller.poll(TICK_MS if self.pipes else CLOSED_TICK_MS):
            if fd == 0:
                guard.kill_everything()
                os._exit(73)
            piece = os.read(fd, CHUNK)
            if piece:
                self.pipes[fd](piece)
            else:
                del self.pipes[fd]
                os.close(fd)


def supervise(child: Child, limits: Limits) -> None:
    """Run the child to its end or to its first limit."""
    watcher = watch.Watcher(limits, child.began)
    while child.status is None:
        child.poll()
        child.reap()
        limit = watcher.exceeded() if child.status is None else ""
        if limit:
            child.kill(limit)


def finish(child: Child) -> int:
    """Kill whatever outlived the child, empty the pipes that nobody can write to any more; returns the survivors."""
    survivors = guard.end_survivors(child.reap)
    deadline = time.monotonic() + DRAIN_S
    while child.pipes and time.monotonic() < deadline:
        child.poll()
    return survivors


def ended_body(child: Child, survivors: int, limits: Limits) -> bytes:
    """The JSON of the `ended` frame: how the process under judgement ended, each cause in its own field."""
    code = os.waitstatus_to_exitcode(child.status or 0)
    cpu_s, peak_kib = watch.usage()
    ended = {
        "exit_code": code if code >= 0 else None,
        "signal": max(-code, 0),
        "limit": child.limit or watch.limit_of_death(code, cpu_s, limits),
        "survivors": survivors,
        "output": child.output.decode("utf-8", "backslashreplace"),
        "output_truncated": child.printed > child.keep,
        "cpu_s": cpu_s,
        "peak_memory_mib": peak_kib / 1024,
        "wall_s": time.monotonic() - child.began,
    }
    return json.dumps(ended).encode()


def main() -> None:
    """Run one task and report it."""
    task: Task = json.loads(read_frame(TASK))
    send_frame(STARTING)
    child = Child(task)
    supervise(child, task["limits"])
    survivors = finish(child)
    ended = ended_body(child, survivors, task["limits"])
    send_frame(ENDED, ended)
    nonce = read_frame(NONCE)
    events = bytes(child.events)
    send_frame(RESULT, mac.sign(nonce, ended, events) + events)
