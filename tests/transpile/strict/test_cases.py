"""The cases: what is refused, under which code and no other, and what people write and must be let through."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from stelp_ci.transpile.codes import CODES
from stelp_ci.transpile.strict.result import Rejected, Transpiled
from stelp_ci.transpile.strict.transpile import transpile_source
from stelp_ci.transpile.strict_codes import STRICT_CODES, UNVERIFIED

CASES = Path(__file__).parents[2] / "cases" / "transpile" / "strict"
WITHOUT_SOURCE = {"STELP-S002", "STELP-S019", UNVERIFIED.code}
"""Shown elsewhere: constructs that this Python cannot parse, policies, and defects of our own."""


def blocks(name: str) -> Iterator[tuple[str, str]]:
    """The title and the source of each case in a file."""
    for block in (CASES / name).read_text(encoding="utf-8").split("=== ")[1:]:
        title, _, source = block.partition("\n")
        yield title, source


@pytest.mark.parametrize(
    ("title", "source"), list(blocks("refused.txt")), ids=lambda text: str(text).partition("\n")[0]
)
def test_it_is_refused_under_this_code_alone(title: str, source: str) -> None:
    result = transpile_source(source)
    assert isinstance(result, Rejected)
    assert {violation.code for violation in result.violations} == set(title.partition(" ")[0].split("+"))
    lines = source.split("\n")
    for violation in result.violations:
        assert 1 <= violation.line <= violation.end_line <= len(lines)
        assert 1 <= violation.column <= len(lines[violation.line - 1]) + 1
        assert violation.repair and violation.message


@pytest.mark.parametrize(
    ("title", "source"), list(blocks("accepted.txt")), ids=lambda text: str(text).partition("\n")[0]
)
def test_it_is_let_through_and_reads_as_it_is_compiled(title: str, source: str) -> None:
    result = transpile_source(source)
    assert isinstance(result, Transpiled), (title, result)
    assert ast.dump(ast.parse(result.source())) == ast.dump(result.tree)
    assert result.code("other.py").co_filename == "other.py"


def test_every_code_has_a_case() -> None:
    seen = {code for title, _ in blocks("refused.txt") for code in title.partition(" ")[0].split("+")}
    assert set(STRICT_CODES) - WITHOUT_SOURCE <= seen <= set(STRICT_CODES) | set(CODES)


def test_all_violations_are_told_in_the_order_of_the_source() -> None:
    result = transpile_source("import os\nx = eval('1')\n\n\ndef f(y):\n    return y.__globals__\n")
    assert isinstance(result, Rejected)
    found = [(one.code, one.line, one.column, one.end_column, one.seen) for one in result.violations]
    assert found == [
        ("STELP-S009", 1, 8, 10, "os"),
        ("STELP-S007", 2, 5, 9, "eval"),
        ("STELP-S004", 6, 12, 25, "y.__globals__"),
    ]


def test_columns_count_characters() -> None:
    result = transpile_source("é = 'größe'; print(eval)\n".replace("é =", "e ="))
    assert isinstance(result, Rejected)
    assert (result.violations[0].column, result.violations[0].seen) == (20, "eval")


def test_violations_are_bounded() -> None:
    result = transpile_source("eval\n" * 5_000)
    assert isinstance(result, Rejected)
    assert len(result.violations) == 100


@pytest.mark.parametrize("char", ["\x17", "\x1c", "\x7f", "\xa0", "\u2003", "\ufffe"])
def test_a_character_that_an_f_string_may_not_escape_is_shown_as_itself(char: str) -> None:
    result = transpile_source(f"x = 1\ny = f\"{{x if x else '{char}'}} \u4e00 {{x!r:>{{x}}}}\"\n")
    assert isinstance(result, Transpiled)
    assert ast.dump(ast.parse(result.source())) == ast.dump(result.tree)
