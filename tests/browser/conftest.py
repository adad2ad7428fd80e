"""A browser for the module; without one the tests are left out, never in CI."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.browser.chromium import Page, open_browser, why_no_browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI a missing browser is an error of each test, on a laptop a reason to skip it."""
    missing = why_no_browser()
    if missing and os.environ.get("CI", "").lower() in {"", "0", "false"}:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="module")
def browser() -> Generator[Page]:
    """One browser for a module; each test opens its own page in it."""
    with open_browser() as page:
        yield page
