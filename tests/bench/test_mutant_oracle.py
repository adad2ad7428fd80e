"""Mutants of another tool become edits of ours."""

from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.bench.mutants.oracle import edit_between
from stelp_ci.probe.mutants.plan import LineEdit


def test_an_operator_that_grew_is_one_edit_in_its_line() -> None:
    before, after = b"def f(a):\n    return a < 1\n", b"def f(a):\n    return a <= 1\n"
    assert edit_between(before, after) == LineEdit(2, 24, 24, "=")


@given(st.text(alphabet="ab\n"), st.text(alphabet="ab\n"))
def test_the_edit_makes_one_text_the_other(before: str, after: str) -> None:
    edit = edit_between(before.encode(), after.encode())
    text = before.encode()
    assert text[: edit.start] + edit.text.encode() + text[edit.end :] == after.encode()
