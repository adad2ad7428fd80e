"""The frame of our own analysers: one function over one side of the change, and what of it is new."""

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from stelp_ci import __version__
from stelp_ci.model.finding import Scanned, ScanResult
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.cause import always
from stelp_ci.scan.hit import Hit
from stelp_ci.scan.novelty import judge
from stelp_ci.scan.sources import Side, Sources


class View(NamedTuple):
    """What an analyser sees: the change, the files of both sides, and the side it is asked about."""

    job: ScanJob
    sources: Sources
    side: Side


class Analyser(NamedTuple):
    """A scanner made of `look`, which gives the hits of one side and may raise `ScanError`."""

    name: str
    look: Callable[[View], Iterable[Hit]]
    sources: Sources

    def scan(self, job: ScanJob) -> tuple[ScanResult, ...]:
        """What the head has, marked new where the base does not have it; where it has nothing the base is not asked."""
        begun = time.monotonic()
        head = list(self.look(View(job, self.sources, Side.HEAD)))
        base = list(self.look(View(job, self.sources, Side.BASE))) if head else []
        findings = judge(self.name, head, base, job.change, always)
        seconds = time.monotonic() - begun
        return (Scanned(scanner=self.name, version=__version__, seconds=seconds, findings=findings),)


def analyser(name: str, look: Callable[[View], Iterable[Hit]]) -> Callable[[Sources], Analyser]:
    """What the registry needs: a scanner for the sources it is given."""
    return lambda sources: Analyser(name, look, sources)
