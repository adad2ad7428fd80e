import pytest

from stelp_ci.transpile.runtime.backtracking import takes_for_ever


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(.*)*x",
        r"([a-z]+)*\d",
        r"(\s*\w+\s*)*$",
        r"((ab)*)*",
        r"(x+x+)+y",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        r"(a{2,})+$",
        r"(?:\d+)*z",
        r"(a+|b)*\Z",
        r"(?=(\w+)+$)x",
    ],
)
def test_a_pattern_that_can_take_for_ever_is_seen(pattern: str) -> None:
    assert takes_for_ever(pattern, 0)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(\d+,)*\d+",
        r"(?:[a-z]+\.)+[a-z]+",
        r'"(?:[^"\\]|\\.)*"',
        r"\w+@\w+\.\w+",
        r"(foo|far)+",
        r"^\s*(\w+)\s*=\s*(.*)$",
        r"(?P<x>\d+)(?:,(?P<y>\d+))*",
        r"([A-Z][a-z]+)+",
        r"(\w+\s)*",
        r"(\d{1,3}\.){3}\d{1,3}",
        r"(",
        b"a+b",
    ],
)
def test_ordinary_patterns_are_let_through(pattern: "str | bytes") -> None:
    assert not takes_for_ever(pattern, 0)
