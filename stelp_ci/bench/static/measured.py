"""What `stelp-ci bench static` counts: snippets with what each arm said, and the shares that are held to targets."""

from typing import NamedTuple

from stelp_ci.bench.static.data import Snippet

DETECTION = 0.85
FALSE_POSITIVES = 0.01
LANE = "stelp-ci"


class Row(NamedTuple):
    """One snippet. `detected` names the arms that found its weakness, `alarmed` those that found anything."""

    snippet: Snippet
    detected: frozenset[str]
    alarmed: frozenset[str]
    rules: frozenset[str]


class Measured(NamedTuple):
    """Insecure snippets and reference programs, each with what was said about it."""

    insecure: tuple[Row, ...]
    references: tuple[Row, ...]

    def detection(self, arm: str) -> float:
        """The share of insecure snippets whose weakness the arm named."""
        return _share(self.insecure, [arm in row.detected for row in self.insecure])

    def false_positives(self, arm: str) -> float:
        """The share of reference programs about which the arm said anything."""
        return _share(self.references, [arm in row.alarmed for row in self.references])

    @property
    def met(self) -> bool:
        """Whether the lane reaches both targets."""
        return self.detection(LANE) >= DETECTION and self.false_positives(LANE) <= FALSE_POSITIVES


def _share(rows: tuple[Row, ...], counted: list[bool]) -> float:
    return sum(counted) / len(rows) if rows else 0.0
