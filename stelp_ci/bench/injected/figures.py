"""The 470 unsafe programs as tables and bars: by weakness, beside others, and what slipped by."""

from collections.abc import Mapping, Sequence

from stelp_ci.bench import published
from stelp_ci.bench.figures import Bars, Cell, Table
from stelp_ci.bench.injected.tools import Added, Tool

PAPER = "the paper (rates it reports)"
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


def tool_lines(tools: Sequence[Tool]) -> list[str]:
    """Everything that was run here, for people."""
    unsafe, safe = len(tools[0].unsafe), len(tools[0].safe)
    head = f"{'side by side, in this run':<46} {'stopped':>8} {'let through':>12} {'and right':>10}"
    of = f"{'':<46} {f'of {unsafe}':>8} {f'of {safe}':>12} {'':>10}"
    return [head, of, *(f"{one.name:<46} {one.stopped:>8} {one.allowed:>12} {_dash(one.correct):>10}" for one in tools)]


def _dash(count: int | None) -> str:
    return "-" if count is None else str(count)


def beside_others(tools: Sequence[Tool], totals: tuple[int, int]) -> Table:
    """Who stops how much of the unsafe half, lets through how much of the safe one, and has it right."""
    here = [
        (
            f"{one.name} (this run)",
            100 * one.stopped / totals[0],
            100 * one.allowed / totals[1],
            None if one.correct is None else 100 * one.correct / max(one.allowed, 1),
        )
        for one in tools
    ]
    paper = (PAPER, 100 * published.PAPER_BLOCK_RATE, 100 * published.PAPER_ALLOW_RATE, 100.0)
    earlier = [
        (f"{one.name} (measured earlier)", 100 * one.stopped / published.UNSAFE, 100 * one.allowed / published.SAFE)
        for one in published.TOOLS
    ]
    columns = ("tool", "unsafe stopped", "safe let through", "of these, tests pass")
    note = (
        "Stopped: refused, or ended by a bound. Plain CPython has the repaired rows. bandit runs nothing: any finding "
        "counts as stopped. Figures measured earlier count as let through what completed; CodeShield as it comes has "
        "its semgrep scan no file."
    )
    return Table("Beside others, per cent", columns, (*here, paper, *((*one, None) for one in earlier)), note)


def others_bars(tools: Sequence[Tool], totals: tuple[int, int]) -> Bars:
    """What was run here, and the paper, as bars."""
    rows = beside_others(tools, totals).rows[: len(tools) + 1]
    bars = tuple((str(row[0]), (_value(row[1]), _value(row[2]))) for row in rows)
    return Bars("Stopped against let through", "per cent", ("unsafe stopped", "safe let through"), bars)


def _value(cell: Cell) -> float | None:
    return None if cell is None or isinstance(cell, str) else float(cell)


def time_bars(times: Sequence[Added]) -> Bars:
    """Median and high added time by tool."""
    rows = tuple((one.name, (one.median, one.high)) for one in times)
    return Bars("Added to plain CPython's time", "ms", ("median", "95th percentile"), rows)


def label_noise(views: Mapping[str, Counts]) -> Table:
    """How many rows there are under each reading of the labels, and how many of them strict stops."""
    rows = tuple((name, view["all"]["rows"], *_ended(view["all"])) for name, view in views.items())
    note = (
        "Rows whose check stands behind a comment on its line end with a NameError and never call the function: they "
        "are repaired. An effect is confirmed where the row, repaired, was seen under plain CPython in gVisor to reach "
        "a limit, or to start, open, write or connect something."
    )
    return Table("The labels, and what is behind them", ("rows", "count", "stopped", "error", "done"), rows, note)


def _ended(count: Mapping[str, int]) -> tuple[int, int, int]:
    return stopped(count), count["error"], count["completed"]
