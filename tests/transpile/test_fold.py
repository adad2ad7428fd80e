"""Strings put together from constants."""

import ast

import pytest

from stelp_ci.transpile.fold import fold


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("'a' 'b'", "ab"),
        ("'a' + 'b' + 'c'", "abc"),
        ("f'a{\"b\"}c'", "abc"),
        ("''.join(['a', 'b'])", "ab"),
        ("'-'.join(('a', chr(98)))", "a-b"),
        ("'metsys'[::-1]", "system"),
        ("'xsystemx'[1:-1]", "system"),
        ("'SYSTEM'.lower()", "system"),
        ("'syXtem'.replace('X', 's')", "system"),
        ("b'system'.decode()", "system"),
        ("chr(115)", "s"),
    ],
)
def test_a_string_made_of_constants_is_known(source: str, text: str) -> None:
    assert fold(ast.parse(source, mode="eval").body) == text
    assert eval(source) == text  # noqa: S307 - our own constants: the folder must agree with Python


@pytest.mark.parametrize(
    "source",
    ["a", "'a' + b", "1", "'a' * 3", "'a'[::0]", "'a'[b]", "f'{a}'", "''.join(a)", "chr(a)", "chr(-1)", "chr(10**9)"],
)
def test_a_string_that_depends_on_anything_else_is_not(source: str) -> None:
    assert fold(ast.parse(source, mode="eval").body) is None


def test_long_strings_are_given_up() -> None:
    assert fold(ast.parse("'" + "a" * 300 + "'", mode="eval").body) is None
    assert fold(ast.parse(" + ".join(["'a'"] * 300), mode="eval").body) is None
    nested = "".join(["''.join(["] * 50) + "'a'" + "".join(["])"] * 50)
    assert fold(ast.parse(nested, mode="eval").body) is None
