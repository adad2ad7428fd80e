"""The lexer agrees with Python's own tokenizer about where the literals and comments of real source are."""

import io
import tokenize
from itertools import accumulate
from pathlib import Path

import pytest

from stelp_ci.transpile.lexer import Lexer
from stelp_ci.transpile.limits import LIMITS

LIBRARY = Path(tokenize.__file__).parent
MODULES = ("argparse.py", "ast.py", "difflib.py", "tokenize.py", "typing.py", "json/encoder.py", "email/message.py")


def spans_of(text: str) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    lexer = Lexer(text, LIMITS)
    assert lexer.run() is None
    return set(lexer.spans.strings), set(lexer.spans.comments)


@pytest.mark.parametrize("module", MODULES)
def test_literals_and_comments_are_where_python_sees_them(module: str) -> None:
    text = (LIBRARY / module).read_text(encoding="utf-8")
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    strings: set[tuple[int, int]] = set()
    comments: set[tuple[int, int]] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        span = (starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1])
        if token.type == tokenize.COMMENT:
            comments.add(span)
        elif token.type == tokenize.STRING and "f" not in token.string.partition(token.string[-1])[0].lower():
            strings.add(span)
    found, found_comments = spans_of(text)
    assert found_comments == comments
    assert strings <= found


def test_code_in_an_fstring_is_not_part_of_the_literal() -> None:
    text = "f'a{b + \"c\":>{d}.2f}e{{{g}'"
    strings, _ = spans_of(text)
    inside = {offset for start, end in strings for offset in range(start, end)}
    assert {text[offset] for offset in range(len(text)) if offset not in inside} >= {"b", "+", "d", "g"}
    assert not {text.index(letter) for letter in "bdg"} & inside
    assert {text.index(letter) for letter in "ace"} <= inside


def test_an_fstring_may_hold_its_own_quotes_as_from_python_3_12_on() -> None:
    strings, _ = spans_of('f"{x["a"]}" + b')
    assert max(end for _, end in strings) == len('f"{x["a"]}"')


def test_a_line_of_its_own_starts_a_new_chain() -> None:
    text = "a = b.c.d + e\n" * 2000 + "f(a, " + "b.c, " * 2000 + ")\n"
    spans_of(text)
