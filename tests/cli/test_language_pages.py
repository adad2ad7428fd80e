"""The generated pages say what the tables say."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stelp_ci.cli.language_pages import codes_page, language_page
from stelp_ci.transpile.strict_codes import STRICT_CODES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("name", "page"), [("codes.md", codes_page), ("strict-language.md", language_page)])
def test_the_page_is_up_to_date(name: str, page: Callable[[], str]) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == page(), "run `make schema`"


def test_every_strict_code_has_its_paragraph() -> None:
    page = codes_page()
    assert all(f"## {code}: " in page for code in STRICT_CODES)
