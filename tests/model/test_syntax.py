"""Sources made to exhaust the parser: each must be refused or parsed in bounded time, never end the interpreter."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stelp_ci.change.units import parse_units
from stelp_ci.model.change import Unit, Unreadable
from stelp_ci.model.syntax import MAX_BYTES, SourceError, parse_source

REFUSED = {
    "dotted name": b"import a" + b".b" * 900_000,
    "dotted name over lines": b"import a" + b".\\\nb" * 400_000,
    "dotted name with spaces": b"import a" + b" . b" * 400_000,
    "dotted name behind nested quotes": b'f"{"""a"""}"\nimport a' + b".b" * 500_000,
    "attributes": b"a" + b".b" * 900_000,
    "brackets": b"(" * 2_000_000,
    "unary minus": b"-" * 2_000_000 + b"1",
    "not": b"not " * 500_000 + b"1",
    "sum": b"1" + b"+1" * 1_000_000,
    "sum over lines": b"(1" + b"\n+1" * 600_000 + b")",
    "lambda": b"lambda:" * 200_000 + b"1",
    "conditional": b"x if y else " * 150_000 + b"x",
    "elif": b"if x:\n pass\n" + b"elif x:\n pass\n" * 100_000,
    "for in comprehension": b"[x " + b"for x in y " * 150_000 + b"]",
    "alternatives": b"match x:\n case 1" + b"|1" * 400_000 + b":\n  pass",
    "f-string": b'f"' + b"{" * 1_000_000,
    "indentation": b"".join(b" " * depth + b"if x:\n" for depth in range(200)) + b" " * 200 + b"pass\n",
    "escaped quotes": b'\\"' * 1_000_000,
    "escaped triple quotes": b'\\"""' * 500_000,
    "long decimal": b"x=" + b"9" * 2_000_000,
    "too long": b"#" * (MAX_BYTES + 1),
    "NUL": b"x\0",
}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_source_is_refused_quickly(name):
    begun = time.process_time()
    with pytest.raises(SourceError) as caught:
        parse_source(REFUSED[name])
    assert "dotted" not in name or "nested too deeply" in str(caught.value)
    assert time.process_time() - begun < 10


PARSED = {
    "long list": b"x = [" + b"-1," * 100_000 + b"]",
    "many lines": b"\n" * 1_000_000,
    "long hexadecimal": b"x = 0x" + b"f" * 100_000,
    "string full of brackets": b'x = """' + b"(" * 100_000 + b'"""',
    "string full of operators": b'x = """' + b"+" * 100_000 + b'"""',
    "comment full of operators": b"#" + b"-+" * 100_000,
    "prose with dots": b'"""' + b"One. Two. Three, " * 10_000 + b'"""',
    "relative import": b"from " + b"." * 10_000 + b" import x",
    "version numbers": b'x = """' + b"1.2.3 " * 10_000 + b'"""',
}


@pytest.mark.parametrize("name", PARSED)
def test_flat_source_is_not_taken_for_deep(name):
    assert parse_source(PARSED[name]).tree is not None


def test_a_warning_of_the_parser_is_not_heard():
    assert parse_source(b'x = "\\d"\nassert (1, "always true")\nx is 1\n').tree is not None


def test_the_line_of_an_error_is_the_line_that_git_counts():
    with pytest.raises(SourceError) as caught:
        parse_source(b"a = 1\rb = 2\nc = (\n")
    assert caught.value.unreadable.line == 2


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"\xef\xbb\xbf# coding: latin-1\n")
@example(b"#\rcoding: ascii\n\xff")
def test_any_bytes_are_units_or_unreadable(source):
    _check(parse_units("x.py", source))


WORDS = "def f(): class C: async @d if x: match x: case 1: try: except E: else: pass lambda: x = := ( ) [ ] { } # 0x1"
SPECIAL = (
    "\n",
    "\n    ",
    "\n        ",
    "\r",
    "\r\n",
    "\x0c",
    "\\\n",
    " ",
    '"""',
    "'",
    'f"{',
    "\x85",
    "\u2028",
    "é",
    "\ufeff",
)
FRAGMENTS = st.sampled_from((*WORDS.split(" "), *SPECIAL, "# coding: latin-1\n"))


@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_any_fragments_of_python_are_units_or_unreadable(text):
    _check(parse_units("x.py", text.encode("utf-8")))


def _check(units: tuple[Unit, ...] | Unreadable) -> None:
    if isinstance(units, Unreadable):
        assert units.reason
        assert units.line >= 1
        return
    last = units[0].span.end
    assert all(1 <= unit.span.start <= unit.span.end <= last for unit in units)
