"""Outcomes as one self-contained HTML page: no script, no network, light and dark, readable at any width."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from stelp_ci.bench.figures import Bars
from stelp_ci.bench.page.cells import is_number, shown
from stelp_ci.bench.saved import Saved

TEMPLATE = "page.html"
BAR, GAP, GROUP_GAP = 13, 3, 12
WIDTH, VALUE, LETTER, MOST_LABEL = 720, 64, 6.4, 380
"""Pixels of a bar's height, of what lies between bars and groups; of a chart, of the figures behind its bars, of a
letter, and of the longest label.
"""


class Bar(NamedTuple):
    """One bar as it is drawn: where it begins, how long it is, and what stands behind it."""

    y: int
    length: float
    value: str
    series: int


class Group(NamedTuple):
    """A label and its bars."""

    label: str
    y: int
    bars: tuple[Bar, ...]


class Drawn(NamedTuple):
    """A chart with every place worked out, so that the template only writes them down."""

    chart: Bars
    groups: tuple[Group, ...]
    label: int
    width: int
    height: int


def render(outcomes: Sequence[Saved]) -> str:
    """The page. Raises `UsageError` where jinja2 is missing."""
    from stelp_ci.errors import UsageError

    try:
        from jinja2 import Environment, PackageLoader
    except ImportError as error:
        raise UsageError("--format html needs jinja2", remedy="pip install 'stelp-ci[bench]'") from error
    environment: Any = Environment(
        loader=PackageLoader("stelp_ci.bench.page", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(shown=shown)
    environment.tests.update(numeric=is_number)
    sections = [(saved, [drawn(chart) for chart in saved.charts]) for saved in outcomes]
    return environment.get_template(TEMPLATE).render(
        sections=sections, bar=BAR, machines=sorted({saved.machine for saved in outcomes})
    )


def drawn(chart: Bars) -> Drawn:
    """Where everything of a chart lies, the longest bar as wide as there is room."""
    values = [value for _, row in chart.rows for value in row if value is not None]
    most = max(values, default=0) or 1
    label_width = round(min(MOST_LABEL, 16 + LETTER * max((len(label) for label, _ in chart.rows), default=0)))
    room = WIDTH - label_width - VALUE
    groups: list[Group] = []
    y = 0
    for label, row in chart.rows:
        bars: list[Bar] = []
        top = y
        for series, value in enumerate(row):
            bars.append(Bar(y, max(0.0, (value or 0) / most * room), shown(value), series))
            y += BAR + GAP
        groups.append(Group(label, top + (y - top - GAP) // 2, tuple(bars)))
        y += GROUP_GAP
    return Drawn(chart, tuple(groups), label_width, WIDTH, max(y - GROUP_GAP, BAR))
