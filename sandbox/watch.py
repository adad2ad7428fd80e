# ruff: noqa: PTH123, PTH208
# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""The watchdog inside: which limit the code under judgement has reached, as seen by the runner."""

import os
import resource
import signal
import time

from .task import Limits

SCAN_S = 0.1


class Watcher:
    """Looks at the clock on every call, and at the processes every `SCAN_S` seconds."""

    def __init__(self, limits: Limits, began: float) -> None:
        self.limits = limits
        self.began = began
        self.next_scan = began + SCAN_S

    def exceeded(self) -> str:
        """The limit that is exceeded now, or nothing."""
        now = time.monotonic()
        if now - self.began > self.limits["wall_s"]:
            return "wall"
        if now < self.next_scan:
            return ""
        found = self.scan()
        self.next_scan = time.monotonic() + SCAN_S
        return found

    def scan(self) -> str:
        """Compare the number of processes and the memory they hold together with their limits."""
        pids = [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]
        if len(pids) >= self.limits["processes"]:
            return "processes"
        return "memory" if anonymous_kib() > self.limits["memory_mib"] * 1024 else ""


def anonymous_kib() -> int:
    """The memory that all processes of the sandbox hold, shared pages once, files in /tmp not counted; in KiB."""
    with open("/proc/meminfo", encoding="ascii") as meminfo:
        words = (line.split() for line in meminfo)
        held = {row[0]: int(row[1]) for row in words if row[0] in ("AnonPages:", "Shmem:")}
    return held["AnonPages:"] - held["Shmem:"]


def usage() -> tuple[float, int]:
    """CPU seconds of all reaped processes, and the peak resident memory of the largest of them in KiB."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss


def limit_of_death(exit_code: int, cpu_s: float, limits: Limits) -> str:
    """The kernel's limit behind a death by signal, where the signal or the CPU clock tells."""
    if exit_code == -signal.SIGXCPU or (exit_code == -signal.SIGKILL and cpu_s >= limits["cpu_s"]):
        return "cpu"
    return "file-size" if exit_code == -signal.SIGXFSZ else ""
