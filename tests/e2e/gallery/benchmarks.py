"""The page of benchmarks in a browser: what `bench page --format html` makes of the saved outcomes."""

from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.bench.page.html import render
from stelp_ci.bench.saved import read_saved
from stelp_ci.bench.series import SERIES
from tests.browser.chromium import open_browser

if TYPE_CHECKING:
    from tests.e2e.gallery.page import Seen

SAVED = Path(__file__).parents[3] / "docs" / "benchmarks"


def benchmarks(seen: "Seen") -> str:
    """In both schemes, and in a narrow window."""
    outcomes = [read_saved(file) for one in SERIES if (file := SAVED / f"{one.stem}.json").is_file()]
    page = seen.dishonest.folder / "benchmarks.html"
    page.write_text(render(outcomes), encoding="utf-8")
    with open_browser() as browser:
        for name, width, dark, most in (
            ("benchmarks-light", 1060, False, 1500),
            ("benchmarks-dark", 1060, True, 1500),
            ("benchmarks-narrow", 390, True, 1800),
        ):
            browser.open(page, width=width, dark=dark)
            browser.picture(seen.pictures / f"{name}.png", most=most)
    folder = seen.pictures.name
    return f"""## The benchmarks as a page

`stelp-ci bench page docs/benchmarks/*.json --format html`, light and dark, and in a window of 390 pixels
([the same figures as text](benchmarks.md)):

![Stopped against let through, by tool]({folder}/benchmarks-light.png)

![The same in the dark scheme]({folder}/benchmarks-dark.png)

![The same page, narrow]({folder}/benchmarks-narrow.png)
"""
