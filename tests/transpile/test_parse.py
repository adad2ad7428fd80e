"""The parser's own failures become refusals."""

import sys

import pytest

from stelp_ci.transpile.limits import LIMITS
from stelp_ci.transpile.parse import parse
from stelp_ci.transpile.result import Refusal, Source


def refusal_of(text: str, *, nodes: int = LIMITS.nodes) -> Refusal:
    result = parse(Source(text), LIMITS._replace(nodes=nodes))
    assert isinstance(result, Refusal), result
    return result


def test_a_syntax_error_names_the_python_that_read_it() -> None:
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in refusal_of("x = (").message


def test_a_parser_out_of_stack_is_a_refusal() -> None:
    assert refusal_of("x = " + "-" * 200_000 + "1").code == "STELP-P012"


def test_a_tree_with_too_many_nodes_is_a_refusal() -> None:
    assert refusal_of("[" + "a," * 100 + "]", nodes=100).code == "STELP-P009"


@pytest.mark.parametrize("text", ["(", "x = (\n\n\n", "\n\n  x", "if a:\n", "'''", "a\\", "é é", "\ta\n b"])
def test_a_syntax_error_has_a_place_inside_the_source(text: str) -> None:
    refusal = refusal_of(text)
    lines = text.split("\n")
    assert 1 <= refusal.line <= len(lines)
    assert 1 <= refusal.column <= len(lines[refusal.line - 1]) + 1
