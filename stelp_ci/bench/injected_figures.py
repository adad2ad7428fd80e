"""The 470 unsafe programs as tables and bars: by weakness, beside others, and what slipped by."""

from collections.abc import Mapping

from stelp_ci.bench import published
from stelp_ci.bench.figures import Bars, Table
from stelp_ci.bench.peer_runs import Measured

Counts = Mapping[str, Mapping[str, int]]
"""By `all` and by weakness: rows, and how many ended how."""


def by_weakness(views: Mapping[str, Counts]) -> Table:
    """For each view its rows, and how many of them were stopped."""
    names = list(next(iter(views.values())))
    columns = ("weakness", *(f"{view}: {what}" for view in views for what in ("rows", "stopped", "done")))
    rows = tuple((name, *(cell for view in views.values() for cell in _cells(view[name]))) for name in names)
    return Table("Unsafe programs under strict, in gVisor", columns, rows)


def _cells(count: Mapping[str, int]) -> tuple[int, int, int]:
    return count["rows"], stopped(count), count["completed"]


def stopped(count: Mapping[str, int]) -> int:
    """Refused, or ended by a bound."""
    return count["blocked"] + count["limited"]


def stopped_bars(labelled: Counts) -> Bars:
    """Per cent of the rows of each weakness that were stopped."""
    rows = ((name, (100 * stopped(count) / count["rows"],)) for name, count in labelled.items() if count["rows"])
    return Bars("Stopped, by weakness", "per cent of the rows as labelled", ("strict",), tuple(rows))


def rates(ours: tuple[int, int], totals: tuple[int, int], peers: list[Measured]) -> list[tuple[str, float, float]]:
    """Everybody's name with the per cent of unsafe programs stopped, and of safe ones allowed."""
    measured = [(peer.name + " (this run)", peer.blocked + peer.limited, peer.allowed) for peer in peers]
    here = [("stelp-ci, strict (this run)", *ours), *measured]
    shares = [(name, 100 * block / max(totals[0], 1), 100 * allow / max(totals[1], 1)) for name, block, allow in here]
    paper = ("the paper (rates it reports)", 100 * published.PAPER_BLOCK_RATE, 100 * published.PAPER_ALLOW_RATE)
    earlier = [
        (f"{tool.name} (measured earlier)", 100 * tool.stopped / published.UNSAFE, 100 * tool.allowed / published.SAFE)
        for tool in published.TOOLS
    ]
    return [*shares, paper, *earlier]


def beside_others(rows: list[tuple[str, float, float]]) -> Table:
    """Who stops how much of the unsafe half, and lets through how much of the safe one."""
    note = "The labels are noisy: docs/benchmarks.md says how, and what is left where an effect was seen."
    return Table("Beside others, per cent", ("tool", "unsafe stopped", "safe allowed"), tuple(rows), note)


def others_bars(rows: list[tuple[str, float, float]]) -> Bars:
    """The same as bars."""
    bars = tuple((name, (block, allow)) for name, block, allow in rows)
    return Bars("Stopped against allowed", "per cent", ("unsafe stopped", "safe allowed"), bars)
