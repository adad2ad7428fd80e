"""A fork that is made before its work is known: it loads what one program needs while its parent waits for the task.

A process that has loaded little is forked sooner than one with a transpiler, neither of the two waits for the other to
load, and where a sandbox waits for its task the program's process waits with it. The fork is trusted until it is told
its program; it becomes another user then.
"""

import gc
import marshal
import os
import sys
from typing import Any, NoReturn

from . import imports
from .task import Task

ONE = " one"
"""How a kind ends that is a profile and a single program."""
LENGTH = 4
READY = b"."


class Early:
    """The fork as its parent holds it: `pid`, and the ends of its pipes."""

    def __init__(self, pid: int, gate: int, ready: int, output: int, events: int) -> None:
        self.pid = pid
        self.gate = gate
        self.ready = ready
        self.output = output
        self.events = events

    def wait(self) -> None:
        """Return when it has loaded what it needs; what goes wrong there ends the sandbox: no code has begun."""
        if os.read(self.ready, 1) != READY:
            os._exit(75)
        os.close(self.ready)

    def tell(self, token: str, source: bytes, task: Task) -> None:
        """Let it begin: the mark of its events, the text of its program, and the task."""
        whole_task: Any = task
        for part in (token.encode("ascii"), source, marshal.dumps(whole_task)):
            left = memoryview(len(part).to_bytes(LENGTH, "big") + part)
            while left:
                left = left[os.write(self.gate, left) :]
        os.close(self.gate)


def fork(kind: str) -> Early:
    """Make the fork for one program under the profile that `kind` begins with."""
    gate_r, gate_w = os.pipe()
    ready_r, ready_w = os.pipe()
    output_r, output_w = os.pipe()
    events_r, events_w = os.pipe()
    pid = os.fork()
    if pid == 0:
        for fd in (gate_w, ready_r, output_r, events_r):
            os.close(fd)
        serve(kind[: -len(ONE)], gate_r, ready_w, (output_w, events_w))
    for fd in (gate_r, ready_w, output_w, events_w):
        os.close(fd)
    return Early(pid, gate_w, ready_r, output_r, events_r)


def serve(profile: str, gate: int, ready: int, ends: "tuple[int, int]") -> NoReturn:
    """What the fork does; what is raised in it ends the interpreter in the usual way."""
    make_ready(profile)
    os.write(ready, READY)
    os.close(ready)
    token, source, raw = (part_of(gate) for _ in range(3))
    os.close(gate)
    from . import guard, program_child

    task: Task = marshal.loads(raw)  # noqa: S302 - of the parent, which outranks this process
    programs = task["programs"]
    if programs is None:
        raise ValueError("a task without programs")
    program, mark = programs["programs"][0], token.decode("ascii")
    output, events = ends
    confinement = guard.Confinement(task["limits"], guard.FIRST_UID)
    guard.become_child(confinement, output, [events], lambda: program_child.run(programs, program, source, mark))


def make_ready(profile: str) -> None:
    """Load all that the program needs."""
    imports.run_all(imports.COMMON)
    if profile == "strict":
        imports.run_all(imports.STRICT)
    imports.install(imports.PROGRAMS, [])
    sys.path.insert(0, "/src")
    from . import program_profiles

    program_profiles.preload({"profile": profile, "policy": {}, "tools": [], "programs": []}, many=False)
    gc.freeze()
    gc.enable()


def part_of(fd: int) -> bytes:
    """One part of what the parent tells."""
    return whole(fd, int.from_bytes(whole(fd, LENGTH), "big"))


def whole(fd: int, count: int) -> bytes:
    """So many bytes; a parent that goes away ends the fork."""
    pieces = b""
    while len(pieces) < count:
        piece = os.read(fd, count - len(pieces))
        if not piece:
            os._exit(1)
        pieces += piece
    return pieces
