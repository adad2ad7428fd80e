# ruff: noqa: PTH101, PTH108, PTH112, PTH114, PTH118, PTH208
# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""Runs programs one after the other, each in a fork of this process that another user owns and that has its own limits.

The server outranks what it forks: no program can signal it, and each is dead with all that it started before the next
one begins. What a program says about itself is passed on as bytes; how it ended is what the server saw.
"""

import binascii
import gc
import os
import sys
import time
from typing import Any

from . import guard, plain_json, watch
from .child import Begun, Child, begin
from .early import Early
from .guard import FIRST_UID, Confinement
from .relay import Relay
from .task import Limits, Program, Programs, Task

TOLD_BYTES = 512 << 10
WORK_SPACE = ("/tmp", "/dev/shm")  # noqa: S108 - private to this sandbox
CLEANING_S = 10.0


class Server:
    """One task of programs, with everything loaded that a program may need. `serve` runs them."""

    def __init__(self, task: Task, programs: Programs, work: Any) -> None:
        self.token = task["token"]
        self.limits = task["limits"]
        self.programs = programs
        self.work = work

    def serve(self) -> bytes:
        """Run them all; the lines of a script that reports one record for each program."""
        gc.freeze()
        records = [self.run(number, program) for number, program in enumerate(self.programs["programs"])]
        return lines_of(self.token, records)

    def run(self, number: int, program: Program) -> "dict[str, Any]":
        """Run one program to its end or its first limit, and leave nothing of it."""
        relay = Relay(number) if self.programs["tools"] else None
        before, _ = watch.usage()
        uid, token = FIRST_UID + number, os.urandom(16).hex()
        source = binascii.a2b_base64(program["source"])
        work = lambda: self.work(self.programs, program, source, token)  # noqa: E731
        begun = begin(Confinement(self.limits, uid), work, relay.child_ends if relay else ())
        record = watched(begun, self.limits, token, before, relay)
        if number + 1 < len(self.programs["programs"]):
            clean(uid)
            if left_over():
                os._exit(74)  # the host runs each program again, in a sandbox of its own
        return record


def serve_one(task: Task, early: Early) -> bytes:
    """The same for a task of one program, by a fork that was made before the task came."""
    before, _ = watch.usage()
    token = os.urandom(16).hex()
    early.tell(token, binascii.a2b_base64(programs_of(task)["programs"][0]["source"]), task)
    record = watched(Begun(early.pid, early.output, early.events), task["limits"], token, before, None)
    return lines_of(task["token"], [record])


def watched(begun: Begun, limits: Limits, token: str, cpu_before_s: float, relay: Relay | None) -> "dict[str, Any]":
    """The record of one program, when it and all that it started are dead."""
    child = Child(begun, limits, room=TOLD_BYTES, relay=relay)
    child.supervise()
    survivors = child.finish()
    if relay is not None:
        relay.settle()
    return {"token": token, **seen_of(child, survivors, limits, cpu_before_s)}


def lines_of(token: str, records: "list[dict[str, Any]]") -> bytes:
    """The records as the lines of a script that came to its end."""
    lines = [{"event": "record", "body": record} for record in records]
    return "".join(f"{token}{plain_json.dumps(line)}\n" for line in (*lines, {"event": "end", "exit": 0})).encode()


def prepared(task: Task) -> Server:
    """The server for `task`, once all that programs need is loaded."""
    from . import imports

    programs = programs_of(task)
    imports.install(imports.PROGRAMS, task["layers"])
    sys.path[:0] = ["/src", *task["layers"]]
    from . import program_child

    program_child.preload(programs, many=len(programs["programs"]) > 1)
    return Server(task, programs, program_child.run)


def programs_of(task: Task) -> Programs:
    """The programs of a task that has them."""
    programs = task["programs"]
    if programs is None:
        raise ValueError("a task without programs")
    return programs


def make_ready(profile: str) -> None:
    """Load what programs under this profile need, before any of them has come."""
    from . import program_child

    program_child.preload({"profile": profile, "policy": {}, "tools": [], "programs": []}, many=True)


def seen_of(child: Child, survivors: int, limits: Limits, cpu_before_s: float) -> "dict[str, Any]":
    """How one program ended, each cause in its own field; `told` and `output` are base64 of what came out of it."""
    code = os.waitstatus_to_exitcode(child.status or 0)
    cpu_s = watch.usage()[0] - cpu_before_s
    return {
        "exit_code": code if code >= 0 else None,
        "signal": max(-code, 0),
        "limit": child.limit or watch.limit_of_death(code, cpu_s, limits),
        "survivors": survivors,
        "wall_s": time.monotonic() - child.began,
        "output": binascii.b2a_base64(child.output, newline=False).decode("ascii"),
        "output_truncated": child.printed > child.keep,
        "told": binascii.b2a_base64(child.events, newline=False).decode("ascii"),
    }


def clean(uid: int) -> None:
    """Remove what the program left in the work space, as its own user: this process may not enter its directories."""
    if not left_over():
        return
    pid = os.fork()
    if pid == 0:
        try:
            guard.drop_privileges(uid)
            remove_all()
        finally:
            os._exit(0)
    deadline = time.monotonic() + CLEANING_S
    while os.waitpid(pid, os.WNOHANG)[0] == 0:
        if time.monotonic() > deadline:
            guard.kill_everything()
        time.sleep(0.002)


def left_over() -> bool:
    """Whether anything lies in the work space."""
    return any(os.listdir(place) for place in WORK_SPACE)


def open_up(directory: str) -> None:
    """Let this user into every directory of its own below, however its modes were left."""
    pending = [directory]
    while pending:
        path = pending.pop()
        try:
            os.chmod(path, 0o700)
            with os.scandir(path) as entries:
                pending += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue


def remove_all() -> None:
    """Empty the work space as far as this user may."""
    import shutil

    for place in WORK_SPACE:
        for name in os.listdir(place):
            path = os.path.join(place, name)
            if os.path.isdir(path) and not os.path.islink(path):
                open_up(path)
                shutil.rmtree(path, ignore_errors=True)
            else:
                try:
                    os.unlink(path)
                except OSError:
                    continue
