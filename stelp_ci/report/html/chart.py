"""How long each part took, as bars: stages, probes and scanners, which overlap."""

from typing import NamedTuple

from stelp_ci.model.report import Report
from stelp_ci.report import facts

ROW = 30
"""Pixels of one bar with its label."""


class Bar(NamedTuple):
    """One bar: `y` in pixels, `width` in percent of the longest."""

    label: str
    seconds: str
    y: int
    width: str


class Chart(NamedTuple):
    """A group of bars, `height` in pixels."""

    title: str
    bars: list[Bar]
    height: int


def charts(report: Report) -> list[Chart]:
    """Stages, probes and scanners, each group with its own order, all on one scale."""
    stages = [(timing.stage, timing.seconds) for timing in report.timings]
    groups = {
        "Stages": [one for one in stages if not one[0].startswith("probe ")],
        "Probes": [(name.removeprefix("probe "), seconds) for name, seconds in stages if name.startswith("probe ")],
        "Scanners": [(scan.scanner, scan.seconds) for scan in facts.scanners(report)],
    }
    longest = max((seconds for rows in groups.values() for _, seconds in rows), default=0.0) or 1.0
    return [_chart(title, rows, longest) for title, rows in groups.items() if rows]


def _chart(title: str, rows: list[tuple[str, float]], longest: float) -> Chart:
    ordered = sorted(rows, key=lambda row: -row[1]) if title != "Stages" else rows
    bars = [
        Bar(label, f"{seconds:.1f} s", number * ROW, f"{max(0.4, min(100.0, 100 * seconds / longest)):.1f}%")
        for number, (label, seconds) in enumerate(ordered)
    ]
    return Chart(title, bars, len(bars) * ROW)
