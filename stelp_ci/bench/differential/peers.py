"""Hypothesis alone and CrossHair on the pairs of `bench differential`: our own harmless functions, run on the host."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.faulty import Faulty
from stelp_ci.bench.peers.compared import CROSSHAIR, HYPOTHESIS, HYPOTHESIS_DRIVER
from stelp_ci.bench.peers.peer import Peer, installed
from stelp_ci.errors import UsageError
from stelp_ci.kept import Kept
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


class Searched(NamedTuple):
    """One peer on one function: whether it found a difference, and the seconds that it took."""

    found: bool
    seconds: float


def measure_peers(
    cases: tuple[Faulty, ...], sides: tuple[Path, Path], kept: Kept, progress: Progress
) -> list[Compared]:
    """Every peer over every pair; what is kept is not searched again.

    Raises `UsageError` when `make peers` was not run.
    """
    measured: list[Compared] = []
    for peer, command in ((HYPOTHESIS, _hypothesis), (CROSSHAIR, _crosshair)):
        if not installed(peer).is_dir():
            raise UsageError(f"{peer.label} is not installed", remedy="Run `make peers` in a checkout.")
        searched: list[Searched] = []
        for case in cases:
            progress.begin("bench", f"differential: {peer.label}: {case.name}")
            key = f"{peer.label} {case.name}"
            one = kept.find(key, Searched)
            if one is None:
                one = _searched(peer, command(case, *sides), sides)
                kept.keep(key, one)
            searched.append(one)
        found = tuple(case.name for case, one in zip(cases, searched, strict=True) if one.found)
        released = tuple(case.name for case in cases if case.entry)
        measured.append(Compared(peer.label, found, len(cases), tuple(one.seconds for one in searched), released))
    return measured


def _searched(peer: Peer, command: list[str], sides: tuple[Path, Path]) -> Searched:
    begun = time.monotonic()
    found = _differs(peer, command, sides)
    return Searched(found, time.monotonic() - begun)


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
