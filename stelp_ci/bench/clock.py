"""Timing whole commands: interleaved runs after one warm-up, medians."""

import statistics
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import StelpError


class Contestant(NamedTuple):
    """A command to time. `accepts` are the exit codes that mean it did its work."""

    name: str
    command: tuple[str, ...]
    cwd: Path
    accepts: frozenset[int] = frozenset({0})


class Measured(NamedTuple):
    """Wall seconds of each counted run of one contestant."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Median wall time in seconds."""
        return statistics.median(self.seconds)


def race(contestants: list[Contestant], *, runs: int) -> list[Measured]:
    """Time every contestant `runs` times, in turn, after one uncounted run of each.

    Raises `StelpError` when a command fails: the time of a command that did not do its work means nothing.
    """
    for contestant in contestants:
        _once(contestant)
    rounds = [[_once(contestant) for contestant in contestants] for _ in range(runs)]
    return [Measured(item.name, tuple(one[index] for one in rounds)) for index, item in enumerate(contestants)]


def _once(contestant: Contestant) -> float:
    begun = time.perf_counter()
    done = subprocess.run(contestant.command, cwd=contestant.cwd, capture_output=True, check=False)
    seconds = time.perf_counter() - begun
    if done.returncode not in contestant.accepts:
        tail = done.stderr.decode("utf-8", "replace")[-500:]
        raise StelpError(f"{contestant.name} exited with {done.returncode}: {tail}", remedy="run it by hand")
    return seconds
