"""Hypothesis alone and CrossHair on the pairs of `bench differential`: our own harmless functions, run on the host."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.faulty import Faulty
from stelp_ci.bench.peers.compared import CROSSHAIR, HYPOTHESIS, HYPOTHESIS_DRIVER
from stelp_ci.bench.peers.install import Peer, installed
from stelp_ci.errors import UsageError
from stelp_ci.model.ports import Progress

PER_CONDITION_S = 5
MOST_S = 60
WITNESS = b"Given: "
"""What stands before the arguments in the output of both."""


class Compared(NamedTuple):
    """One peer: the functions in which it found a difference, of how many, and the seconds for each.

    `released` are the cases that are not of our own table.
    """

    peer: str
    found: tuple[str, ...]
    functions: int
    seconds: tuple[float, ...]
    released: tuple[str, ...] = ()


def measure_peers(cases: tuple[Faulty, ...], base: Path, head: Path, progress: Progress) -> list[Compared]:
    """Every peer over every pair. Raises `UsageError` when `make peers` was not run."""
    measured: list[Compared] = []
    for peer, command in ((HYPOTHESIS, _hypothesis), (CROSSHAIR, _crosshair)):
        if not installed(peer).is_dir():
            raise UsageError(f"{peer.label} is not installed", remedy="Run `make peers` in a checkout.")
        found: list[str] = []
        seconds: list[float] = []
        for case in cases:
            progress.begin("bench", f"differential: {peer.label}: {case.name}")
            begun = time.monotonic()
            found += [case.name] if _differs(peer, command(case, base, head), (base, head)) else []
            seconds.append(time.monotonic() - begun)
        released = tuple(case.name for case in cases if case.entry)
        measured.append(Compared(peer.label, tuple(found), len(cases), tuple(seconds), released))
    return measured


def as_line(one: Compared) -> str:
    """What a peer found, and how long it took."""
    mean = sum(one.seconds) / len(one.seconds)
    own = [name for name in one.found if name not in one.released]
    released = f"; of the released ones {', '.join(sorted(set(one.found) & set(one.released))) or 'none'}"
    share = f"{len(own)} of {one.functions - len(one.released)}{released if one.released else ''}"
    return f"{one.peer}: {share}; {mean:.2f} s a function (its own start included)"


def _hypothesis(case: Faulty, base: Path, head: Path) -> list[str]:
    return [str(HYPOTHESIS_DRIVER), case.name, case.function, str(base), str(head)]


def _crosshair(case: Faulty, base: Path, head: Path) -> list[str]:
    del base, head
    both = (f"base.{case.name}.{case.function}", f"head.{case.name}.{case.function}")
    return ["-m", "crosshair", "diffbehavior", *both, "--per_condition_timeout", str(PER_CONDITION_S)]


def _differs(peer: Peer, command: list[str], sides: tuple[Path, Path]) -> bool:
    """Both show what they found; exit code 1 alone may be a crash. A peer that takes too long has found none."""
    search = os.pathsep.join(map(str, (installed(peer).resolve(), sides[0].parent)))
    environment = {"PATH": os.defpath, "PYTHONPATH": search, "PYTHONHASHSEED": "0"}
    try:
        done = subprocess.run(
            [sys.executable, *command], env=environment, capture_output=True, timeout=MOST_S, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 1 and WITNESS in done.stdout
