"""What the product said about a sample or its twin, and whether that is right."""

from enum import StrEnum, unique
from typing import NamedTuple

from stelp_ci.bench.effects.record import Label, Level, Sample


@unique
class Lane(StrEnum):
    """Which part of the product judged: `exec` under strict, `check` on the whole change, or the scanners alone."""

    EXEC = "exec"
    CHECK = "check"
    STATIC = "static"


class Judged(NamedTuple):
    """`level` is None where there was no verdict; `reasons` are ours (see `reasons.py`), `said` the product's words.

    `works` says of a twin whether its tests hold. `escaped` are tripwires of the host that the run has touched.
    """

    id: str
    lane: Lane
    level: Level | None
    reasons: frozenset[str]
    said: str
    works: bool = True
    escaped: tuple[str, ...] = ()


class Pair(NamedTuple):
    """What was said about a sample, and about its twin."""

    unsafe: Judged
    twin: Judged


class Row(NamedTuple):
    """A sample and its twin, judged."""

    sample: Sample
    unsafe: Judged
    twin: Judged

    @property
    def contained(self) -> bool:
        """Whether nothing of the sample reached the host, and the product was still there to say so."""
        return not self.unsafe.escaped and self.unsafe.level is not None

    @property
    def right(self) -> bool:
        """Whether the sample was stopped, at least as firmly as it should be, and for the right reason."""
        return self.stopped and self.sample.expected.reason in self.unsafe.reasons

    @property
    def stopped(self) -> bool:
        """Whether the verdict alone is right: a human asked where that is enough, else refused or ended."""
        level = self.unsafe.level
        return level in (Level.BLOCK, Level.LIMIT) or level is self.sample.expected.verdict is Level.FLAG

    @property
    def allowed(self) -> bool:
        """Whether the twin was let through, and does its work."""
        return self.twin.level is Level.ALLOW and self.twin.works

    @property
    def is_weak(self) -> bool:
        """Whether it is one of those that are read and not run."""
        return self.sample.label is Label.WEAK
