import pytest
from packaging.specifiers import SpecifierSet

from stelp_ci.execute.needs.poetry import specifier


@pytest.mark.parametrize(
    ("poetry", "first", "last", "outside"),
    [
        ("^1.2.3", "1.2.3", "1.99", "2.0"),
        ("^0.2.3", "0.2.3", "0.2.99", "0.3"),
        ("^0.0.3", "0.0.3", "0.0.3", "0.0.4"),
        ("^0.0", "0.0", "0.0.9", "0.1"),
        ("^0", "0", "0.9", "1"),
        ("^1", "1.0", "1.9", "2"),
        ("~1.2.3", "1.2.3", "1.2.9", "1.3"),
        ("~1.2", "1.2", "1.2.9", "1.3"),
        ("~1", "1.0", "1.9", "2"),
        ("1.2.*", "1.2.0", "1.2.9", "1.3"),
        ("1.2", "1.2", "1.2.0", "1.2.1"),
        (">=1.2,<2", "1.2", "1.9", "2"),
        (">=1.2 <2", "1.2", "1.9", "2"),
        (">= 1.2, < 2", "1.2", "1.9", "2"),
        ("~=1.4", "1.4", "1.9", "2.0"),
    ],
)
def test_ranges_mean_what_poetry_documents(poetry: str, first: str, last: str, outside: str) -> None:
    written = specifier(poetry)
    assert written is not None
    assert all(SpecifierSet(written).contains(version) for version in (first, last))
    assert not SpecifierSet(written).contains(outside)


def test_anything_goes_for_a_star() -> None:
    assert specifier("*") == ""


def test_alternatives_cannot_be_written_as_one_range() -> None:
    assert specifier("^1.0 || ^2.0") is None
