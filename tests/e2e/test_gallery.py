"""The gallery shows what is: both pull requests are judged again, and the page says the same of them."""

from pathlib import Path

import pytest

from stelp_ci.model.verdict import Decision
from tests.e2e.gallery.changes import DISHONEST, HONEST, Judged, judge

PAGE = Path(__file__).parents[2] / "docs" / "gallery.md"


def telling(judged: Judged) -> list[str]:
    """What a maintainer reads first: the bold line, the reasons and the notices."""
    lines = judged.rendering("comment.md").partition("<details>")[0].splitlines()
    return [line for line in lines if line.startswith(("**", "| fail", "| needs-human", "- "))]


@pytest.mark.gvisor
def test_the_honest_pull_request_passes_and_asks_one_question(tmp_path: Path) -> None:
    judged = judge(HONEST, tmp_path)
    assert judged.exit_code == Decision.PASS.exit_code
    first, question = telling(judged)
    assert "the tests notice 2 of 2 changed functions" in first
    assert "gives 2009 on the base, and 2010 now: intended?" in question
    assert all(line in PAGE.read_text(encoding="utf-8") for line in (first, question))


@pytest.mark.gvisor
def test_the_dishonest_one_is_green_by_itself_and_fails_all_the_same(tmp_path: Path) -> None:
    judged = judge(DISHONEST, tmp_path)
    assert "Tests: 4 passed\n" in judged.rendering("terminal.txt")
    assert judged.exit_code == Decision.FAIL.exit_code
    found = telling(judged)
    assert "hides what broke: the test was removed" in found[0]
    assert any("shipping_cost(grams=500) gives 390 on the base, and 590 now" in line for line in found)
    assert [line for line in found if line not in PAGE.read_text(encoding="utf-8")] == []
