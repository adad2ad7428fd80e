"""Files as CPython reads them."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.model.change import Unreadable
from stelp_ci.scan.source import Source, read_source


def readable(content: bytes) -> Source:
    source = read_source("a.py", content)
    assert isinstance(source, Source)
    return source


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"a = 1\r\nb = 2\r\n", ["a = 1", "b = 2", ""]),
        (b"a = 1\rb = 2", ["a = 1", "b = 2"]),
        (b"\xef\xbb\xbfa = 1", ["a = 1"]),
        (b"# coding: latin-1\nx = '\xe9'", ["# coding: latin-1", "x = 'é'"]),
        (b"a = '\x0c'\n\x0cb = 2", ["a = '\x0c'", "\x0cb = 2"]),
        ("a = '\u2028\x85'\nb = 2".encode(), ["a = '\u2028\x85'", "b = 2"]),
    ],
)
def test_lines_are_those_that_the_interpreter_counts(content: bytes, lines: list[str]) -> None:
    assert readable(content).lines == lines


@pytest.mark.parametrize(
    "content",
    [
        b"def f(:\n",
        b"a = '\xff'",
        b"a\0b",
        b"# coding: rot13\n",
        b"# coding: no-such\n",
        b"# coding: hex\n6131",
        b"# coding: utf-7\n+AGE-",
    ],
)
def test_what_does_not_parse_says_why(content: bytes) -> None:
    source = read_source("a.py", content)
    assert isinstance(source, Unreadable) and source.reason


def test_the_copy_for_tools_is_utf8_without_an_effective_cookie() -> None:
    copied = readable(b"#!/bin/sh\n# -*- coding: latin-1 -*-\nx = '\xe9'  # coding: latin-1\n").as_utf8
    assert copied.decode().splitlines()[1:] == ["# -*- c-ding: latin-1 -*-", "x = 'é'  # coding: latin-1"]
    assert ast.unparse(ast.parse(copied)) == "x = 'é'"


@given(st.binary(max_size=200) | st.text(alphabet="def f(x):\n 'é\t#=\\", max_size=80).map(str.encode))
def test_any_bytes_are_a_source_or_a_reason(content: bytes) -> None:
    source = read_source("a.py", content)
    if isinstance(source, Source):
        assert ast.dump(ast.parse(source.as_utf8)) == ast.dump(ast.parse(content))
