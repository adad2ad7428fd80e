# ruff: noqa: PTH123, PTH208
# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""The line between the runner and the code under judgement: another user, no capability, and nobody left behind."""

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from .task import Limits

CHILD_UID = 65534
FIRST_UID = 20_000
"""The user of the first program of a task; those of the others follow."""
EVENTS_FD = 3
MIB = 1 << 20
GRACE_S = 0.25
NO_CAPABILITY = b"0000000000000000"


class Confinement(NamedTuple):
    """What a child is held to: its limits and its user. Children of different users cannot signal each other."""

    limits: Limits
    uid: int = CHILD_UID


def become_child(confinement: Confinement, output: int, fds: list[int], run: Callable[[], int]) -> NoReturn:
    """Turn this fork into the process under judgement and call `run`; its value is the exit status.

    What `run` raises ends the interpreter in the usual way, with a traceback on the output pipe.
    """
    os.setsid()
    arrange_fds(output, fds)
    set_limits(confinement.limits)
    drop_privileges(confinement.uid)
    status = run()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def arrange_fds(output: int, fds: list[int]) -> None:
    """Leave exactly these: 0 is empty, 1 and 2 are the output pipe, from 3 on stand `fds` (the first takes events)."""
    wanted = (os.open("/dev/null", os.O_RDONLY), output, output, *fds)
    above = max(wanted) + len(wanted)
    for place, fd in enumerate(wanted):
        os.dup2(fd, above + place)
    for place in range(len(wanted)):
        os.dup2(above + place, place, inheritable=place < EVENTS_FD)
    os.closerange(len(wanted), above + len(wanted))


def set_limits(limits: Limits) -> None:
    """Bound this process and all it starts; the hard limits cannot be raised again without a capability."""
    bounds = (
        (resource.RLIMIT_AS, limits["memory_mib"] * MIB, 0),
        (resource.RLIMIT_CPU, limits["cpu_s"], 1),
        (resource.RLIMIT_FSIZE, limits["file_mib"] * MIB, 0),
        (resource.RLIMIT_NPROC, limits["processes"] + 8, 0),
        (resource.RLIMIT_NOFILE, 1024, 0),
        (resource.RLIMIT_CORE, 0, 0),
    )
    for which, soft, slack in bounds:
        resource.setrlimit(which, (soft, soft + slack))


def drop_privileges(uid: int) -> None:
    """Become `uid`. Leaving uid 0 clears every capability; that it did is read back, not assumed."""
    os.umask(0o022)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    with open("/proc/self/status", "rb", buffering=0) as status:  # text would need a codec, which is a file
        held = dict(line.split(b":\t", 1) for line in status.read().splitlines() if line.startswith(b"Cap"))
    for name in (b"CapInh", b"CapPrm", b"CapEff"):
        if held[name].strip() != NO_CAPABILITY:
            raise PermissionError(f"{name!r} is {held[name]!r} after leaving uid 0")


def others() -> list[int]:
    """The processes beside PID 1 that are not zombies."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1" and is_alive(name)]


def is_alive(pid: str) -> bool:
    """Whether the process can still run code."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except (OSError, IndexError):
        return False


def kill_everything() -> None:
    """SIGKILL to all but PID 1."""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        return


def end_survivors(reap: Callable[[], None]) -> int:
    """Kill and reap all that outlived the child until nobody is left; returns how many did not end by themselves.

    Helpers that end when their parent closes a pipe (multiprocessing's resource tracker) get a moment to do so.
    """
    if not others():
        reap()
        return 0
    deadline = time.monotonic() + GRACE_S
    while others() and time.monotonic() < deadline:
        time.sleep(0.01)
        reap()
    survivors = len(others())
    while others():
        kill_everything()
        reap()
        time.sleep(0.005)
    reap()
    return survivors
