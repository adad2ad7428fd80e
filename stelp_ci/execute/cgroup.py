"""A memory cgroup of our own for one sandbox, where the host lets us make one: v1 or v2.

It bounds gVisor and everything in it together, and afterwards tells whether the kernel had to end it for that.
"""

import contextlib
import re
from pathlib import Path
from typing import NamedTuple

from stelp_ci.model.execution import Limits

ROOT = Path("/sys/fs/cgroup")
OVERHEAD_MIB = 384
"""What gVisor's kernel and file server hold beside the memory of the code, with room to spare."""


class Cgroup(NamedTuple):
    """One directory of the memory controller. `events` is the file that counts kills for want of memory."""

    directory: Path
    events: Path

    @property
    def processes(self) -> Path:
        """Writing a process id here moves the process into the cgroup."""
        return self.directory / "cgroup.procs"

    def enter(self, pid: int) -> None:
        """Move a process and all that it has started in here; what they start from then on begins in here.

        NOTE: the kernel lets a moment pass before it moves the first. Who starts something goes on in the meantime.
        Raises `OSError` where they cannot be moved.
        """
        inside: set[int] = set()
        outside = {pid}
        while outside:
            for each in outside:
                with contextlib.suppress(ProcessLookupError):
                    self.processes.write_text(str(each), encoding="ascii")
            inside |= outside
            outside = family(pid) - inside

    def killed(self) -> bool:
        """Whether the kernel killed something in here for want of memory."""
        with contextlib.suppress(OSError):
            match = re.search(r"^oom_kill (\d+)$", self.events.read_text(encoding="ascii"), re.MULTILINE)
            return match is not None and int(match[1]) > 0
        return False

    def members(self) -> tuple[int, ...]:
        """The processes in here."""
        with contextlib.suppress(OSError):
            return tuple(int(line) for line in self.processes.read_text(encoding="ascii").split())
        return ()

    def remove(self) -> None:
        """Take the directory away; it must be empty of processes."""
        with contextlib.suppress(FileNotFoundError):
            self.directory.rmdir()


def family(pid: int) -> set[int]:
    """A process and all below it that live now."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                parents[int(entry.name)] = int((entry / "stat").read_bytes().rpartition(b")")[2].split()[1])
    found, before = {pid}, 0
    while len(found) > before:
        before = len(found)
        found |= {each for each, parent in parents.items() if parent in found}
    return found


def cgroup_name(run: int, name: str) -> str:
    """What the cgroup of a sandbox is called: it tells which process made it."""
    return f"stelp-{run}-{name}"


def remove_cgroups(run: int, *, root: Path = ROOT) -> None:
    """Remove what the process `run`, which is no more, has left; a cgroup that still holds processes stays."""
    for parent in (root / "memory", root):
        for directory in parent.glob(f"{cgroup_name(run, '*')}"):
            with contextlib.suppress(OSError):
                directory.rmdir()


def bound_mib(limits: Limits) -> int:
    """The memory of the code, its work space, and gVisor's own, in MiB."""
    return limits.memory_mib + limits.tmpfs_mib + OVERHEAD_MIB


def make_cgroup(name: str, limits: Limits, *, root: Path = ROOT) -> Cgroup | None:
    """A cgroup called `name` with the memory limit set, or None where the host does not let us."""
    limit = str(bound_mib(limits) << 20)
    for parent, file, events in (
        (root / "memory", "memory.limit_in_bytes", "memory.oom_control"),
        (root, "memory.max", "memory.events"),
    ):
        directory = parent / name
        if not (parent / file if parent != root else parent / "cgroup.controllers").exists():
            continue
        try:
            directory.mkdir()
        except OSError:
            continue
        try:
            (directory / file).write_text(limit, encoding="ascii")
        except OSError:
            directory.rmdir()
            continue
        return Cgroup(directory, directory / events)
    return None
