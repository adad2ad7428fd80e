"""Outcomes as one self-contained HTML page: no script, no network, light and dark, readable at any width."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from stelp_ci.bench.figures import Bars
from stelp_ci.bench.page.cells import is_number, shown
from stelp_ci.bench.saved import Saved

TEMPLATE = "page.html"


class Bar(NamedTuple):
    """One bar as it is drawn: its part of the longest one, from 0 to 1, what stands behind it, and its series."""

    part: float
    value: str
    series: int


class Group(NamedTuple):
    """A label and its bars."""

    label: str
    bars: tuple[Bar, ...]


class Drawn(NamedTuple):
    """A chart with every length worked out, so that the template only writes them down."""

    chart: Bars
    groups: tuple[Group, ...]


class Section(NamedTuple):
    """One outcome under a name that nothing else on the page bears."""

    anchor: str
    saved: Saved
    charts: tuple[Drawn, ...]


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
    machines = sorted({saved.machine for saved in outcomes})
    return environment.get_template(TEMPLATE).render(sections=_sections(outcomes), machines=machines)


def _sections(outcomes: Sequence[Saved]) -> list[Section]:
    names = [saved.title for saved in outcomes]
    anchors = [name if names.count(name) == 1 else f"{name}-{number}" for number, name in enumerate(names, 1)]
    return [
        Section(anchor.replace(" ", "-"), saved, tuple(drawn(chart) for chart in saved.charts))
        for anchor, saved in zip(anchors, outcomes, strict=True)
    ]


def drawn(chart: Bars) -> Drawn:
    """The bars of a chart as parts of its longest one. What is below nothing has no length, and its figure."""
    most = max((value for _, row in chart.rows for value in row if value is not None), default=0)
    groups = [
        Group(label, tuple(_bar(value, most, series) for series, value in enumerate(row))) for label, row in chart.rows
    ]
    return Drawn(chart, tuple(groups))


def _bar(value: float | None, most: float, series: int) -> Bar:
    return Bar(max(value or 0.0, 0.0) / most if most > 0 else 0.0, shown(value), series)
