"""PID 1 of the sandbox: starts the code under judgement as another user, watches it, and reports over its own stdout.

Standard library only, Python 3.10 to 3.13; never imports stelp_ci. The host's half is `stelp_ci/execute/wire.py`.

The order is the point. The task arrives, the child is forked, and only when the child and everything it started are
dead does the host send a one-time nonce; the result frame carries a MAC under it. No code under judgement is alive when
the nonce exists in here. Programs run one after the other; each is dead before the next one is forked.
"""

import gc
import os
import time
from collections.abc import Callable
from importlib import import_module

from . import guard, imports, mac, plain_json, watch
from .child import Child, begin
from .early import Early
from .host import ENDED, NONCE, RESULT, STARTING, TASK, read_frame, send_frame
from .task import Limits, Task


def work_of(task: Task) -> Callable[[Task, int], int]:
    """What the process under judgement does."""
    import_module("json")  # what it tells may need it, when a project has modules of its own
    if task["pytest"] is not None:
        from . import marks, pytest_child

        marks.READ[0] = task["logged"]
        return pytest_child.run
    from . import script_child

    return script_child.run


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
    return plain_json.dumps(ended).encode()


def run_one(task: Task) -> tuple[bytes, bytes]:
    """Run pytest or a script in one child: the `ended` body and the child's events."""
    work = work_of(task)
    send_frame(STARTING)
    limits = task["limits"]
    child = Child(begin(guard.Confinement(limits), lambda: work(task, guard.EVENTS_FD)), limits)
    child.supervise()
    survivors = child.finish()
    return ended_body(child, survivors, limits), bytes(child.events)


def run_programs(task: Task, first: Early | None) -> tuple[bytes, bytes]:
    """Run every program in a child of its own: an `ended` body about this process, and a record for each program."""
    from . import program_server

    began = time.monotonic()
    if first is not None:
        first.wait()
        send_frame(STARTING)
        events = program_server.serve_one(task, first)
    else:
        server = program_server.prepared(task)
        send_frame(STARTING)
        events = server.serve()
    nothing = {"exit_code": 0, "signal": 0, "limit": "", "survivors": 0, "output": "", "output_truncated": False}
    cpu_s, peak_kib = watch.usage()
    facts = {"cpu_s": cpu_s, "peak_memory_mib": peak_kib / 1024, "wall_s": time.monotonic() - began}
    return plain_json.dumps({**nothing, **facts}).encode(), events


def make_ready(kind: str) -> None:
    """Load what a task of this kind will need, all of it ours: `tests`, `script`, a profile of programs, or nothing."""
    if kind in ("tests", "script"):
        imports.modules_of(imports.PYTEST)
        from . import pytest_child, script_child

        del pytest_child, script_child
    elif kind:
        from . import program_server

        if kind == "strict":
            imports.run_all(imports.STRICT)
        imports.install(imports.PROGRAMS, [])
        program_server.make_ready(kind)


def main(kind: str, first: Early | None) -> None:
    """Run one task and report it. Where its `kind` is known before, its coming finds all that it needs loaded.

    `first` is a fork that has begun to do so for the one program of the task. Nothing is torn down in the end: the
    sandbox ends with this process.
    """
    if first is None:
        make_ready(kind)
    mac.sha256(b"")
    gc.freeze()
    gc.enable()
    raw = read_frame(TASK)
    task: Task = plain_json.loads(raw)
    ended, events = run_one(task) if task["programs"] is None else run_programs(task, first)
    send_frame(ENDED, ended)
    nonce = read_frame(NONCE)
    send_frame(RESULT, mac.sign(nonce, ended, events) + events)
    os._exit(0)
