import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.execute.needs.requirement import Need, NotTaken, read_requirement


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("attrs", "attrs"),
        ("  Attrs >=1 , <2 ", "Attrs<2,>=1"),
        ("a.b_c[Extra,other]==1.*", "a.b_c[Extra,other]==1.*"),
        ("tomli; python_version<'3.11'", 'tomli; python_version < "3.11"'),
        ("x (>=1)", "x>=1"),
    ],
)
def test_requirements_are_written_one_way(text: str, canonical: str) -> None:
    need = read_requirement(text)
    assert isinstance(need, Need)
    assert need.text == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "six; python_version != 'a\n--index-url=https://index.example.org/simple\n'",
        "six\r--pre",
        "six\x85--pre",
        "six\u2028--pre",
        "${HOME}",
        "six==$(id)",
        "six \\",
        "six; rm -rf /",
        "--index-url=https://index.example.org/simple",
        "-e .",
        "../six",
        "/etc/passwd",
        "file:///etc/passwd",
        "six @ file:///etc/passwd",
        "six @ git+ssh://git@git.example.org/six.git",
        "six-1.0-py3-none-any.whl",
        "six-1.0.TAR.GZ",
        "s" * 601,
        "sіx",  # noqa: RUF001 - the second letter is Cyrillic
    ],
)
def test_what_could_be_more_than_a_package_of_an_index_is_not_taken(text: str) -> None:
    assert isinstance(read_requirement(text), NotTaken)


def test_deep_nesting_ends_in_an_answer() -> None:
    assert read_requirement("six; " + "(" * 250 + "python_version > '3'" + ")" * 250)
    assert isinstance(read_requirement("six; " + "(" * 400), NotTaken)


@given(st.text(max_size=80))
def test_any_text_is_taken_on_one_plain_line_or_not_at_all(text: str) -> None:
    need = read_requirement(text)
    if isinstance(need, Need):
        assert need.text.isascii()
        assert need.text.isprintable()
        assert not need.text.startswith("-")
        assert read_requirement(need.text) == need
