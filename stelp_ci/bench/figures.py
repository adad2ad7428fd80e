"""What a benchmark shows besides its text: tables and bars, for pages that people read."""

from collections.abc import Iterable
from itertools import pairwise

import msgspec

Cell = str | int | float | None


class Table(msgspec.Struct, frozen=True):
    """Rows of cells below named columns. The first column names the row; None is a cell without a figure."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


class Bars(msgspec.Struct, frozen=True):
    """Groups of horizontal bars: `rows` are a label and a value for each of `series`, None where there is none."""

    title: str
    unit: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


def histogram(title: str, values: Iterable[float], edges: tuple[float, ...], unit: str) -> Bars:
    """How many values lie between neighbouring edges (the upper one excluded), and from the last one on."""
    held = list(values)
    bounds = [*pairwise(edges), (edges[-1], float("inf"))]
    rows = tuple(
        (f"{low:g} to {high:g}" if high != float("inf") else f"{low:g} and more", (float(_within(held, low, high)),))
        for low, high in bounds
    )
    return Bars(title, f"programs by {unit}", ("programs",), rows)


def _within(values: list[float], low: float, high: float) -> int:
    return sum(low <= value < high for value in values)
