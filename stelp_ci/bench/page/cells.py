"""How a cell of a table is written: the same on every page."""

from stelp_ci.bench.figures import Cell


def shown(cell: Cell) -> str:
    """Numbers with as many digits as they mean, nothing as a dash."""
    if cell is None:
        return "-"
    if isinstance(cell, bool | str):
        return str(cell)
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.3g}"


def is_number(cell: Cell) -> bool:
    """Whether the cell is set flush right."""
    return isinstance(cell, int | float) or cell is None
