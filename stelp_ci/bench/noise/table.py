"""What `stelp-ci bench noise` counted, as JSON and as a table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stelp_ci.bench.machine import describe_machine

TARGET = 1.0
"""Findings per 1,000 lines, at most."""

STANDARD_LIBRARY = "standard library"


class Noted(NamedTuple):
    """One finding: the rule, the file below its project, the line and its text."""

    rule: str
    path: str
    line: int
    text: str


class Noise(NamedTuple):
    """One project. `lines` are those of the files that were scanned whole, `unscanned` the others."""

    project: str
    files: int
    lines: int
    noted: tuple[Noted, ...]
    unscanned: tuple[str, ...]

    @property
    def per_1000(self) -> float:
        """Findings per 1,000 lines."""
        return 1000 * len(self.noted) / self.lines if self.lines else 0.0


def totals(measured: Sequence[Noise]) -> list[Noise]:
    """The standard library, and all other projects as one."""
    own = [noise for noise in measured if noise.project == STANDARD_LIBRARY]
    others = [noise for noise in measured if noise.project != STANDARD_LIBRARY]
    return own + ([_together(others)] if others else [])


def _together(parts: Sequence[Noise]) -> Noise:
    noted = tuple(noted for part in parts for noted in part.noted)
    unscanned = tuple(f"{part.project}/{path}" for part in parts for path in part.unscanned)
    return Noise(f"{len(parts)} projects", sum(p.files for p in parts), sum(p.lines for p in parts), noted, unscanned)


def as_document(measured: Sequence[Noise]) -> dict[str, object]:
    """`per_1000` by project and in total, `rules` with their counts, and every finding with its place."""
    return {
        "benchmark": "noise",
        "machine": describe_machine(),
        "target": TARGET,
        "lines": {noise.project: noise.lines for noise in measured},
        "per_1000": {noise.project: noise.per_1000 for noise in [*measured, *totals(measured)]},
        "rules": dict(Counter(noted.rule for noise in measured for noted in noise.noted).most_common()),
        "unscanned": {noise.project: list(noise.unscanned) for noise in measured if noise.unscanned},
        "findings": [{"project": noise.project, **noted._asdict()} for noise in measured for noted in noise.noted],
    }


def as_table(measured: Sequence[Noise]) -> str:
    """Each project with its rate, and each rule with its count."""
    names: Mapping[str, Noise] = {noise.project: noise for noise in [*measured, *totals(measured)]}
    rows = [
        f"{name:<20} {noise.lines:>8} lines {len(noise.noted):>5} findings {noise.per_1000:6.2f} per 1,000"
        for name, noise in names.items()
    ]
    counted = Counter(noted.rule for noise in measured for noted in noise.noted)
    rules = [f"{count:>5}  {rule}" for rule, count in counted.most_common()]
    left = [
        f"not scanned whole: {noise.project}: {', '.join(noise.unscanned)}" for noise in measured if noise.unscanned
    ]
    return "\n".join([describe_machine(), "", *rows, "", *rules, *left]) + "\n"
