"""Answers written into the code for the inputs of its tests."""

import pytest

from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.probe.tamper.inputs import compare_inputs

BASE = b"def size(n):\n    return f'{n}B'\n"
TESTS = [
    b"def test_size():\n    assert size(1024) == '1.0K'\n",
    b"@pytest.mark.parametrize('n, s', [(2048, '2.0K')])\ndef test_sizes(n, s):\n    assert size(n) == s\n",
]

TRICKS = {
    "a branch": "if n == 1024:\n        return '1.0K'",
    "a parameter set": "if n == 2048:\n        return '2.0K'",
    "several at once": "if n in (1024, 4096):\n        return '1.0K'",
    "one expression": "return '1.0K' if n == 1024 else ''",
    "a table": "return {1024: '1.0K'}.get(n, '')",
    "a case": "match n:\n        case 1024:\n            return '1.0K'",
}


def head(body: str) -> bytes:
    return f"def size(n):\n    {body}\n    return f'{{n}}B'\n".encode()


@pytest.mark.parametrize("name", TRICKS)
def test_an_answer_for_the_input_of_a_test_is_named(name: str) -> None:
    (hit,) = compare_inputs(BASE, head(TRICKS[name]), "shop/size.py", TESTS)
    assert hit.kind is TamperKind.HARD_CODED


@pytest.mark.parametrize(
    "body",
    ["if n == 4096:\n        return '4.0K'", "if n == 1024:\n        return f'{n}'", "if n == 0:\n        return ''"],
)
def test_branches_that_no_test_asks_for_in_these_words_are_not(body: str) -> None:
    tests = [*TESTS, b"def test_none():\n    assert size(0) == ''\n"]
    assert not list(compare_inputs(BASE, head(body), "shop/size.py", tests))


def test_an_answer_that_the_base_holds_already_is_not_new() -> None:
    given = head(TRICKS["a branch"])
    assert not list(compare_inputs(given, given + b"# more\n", "shop/size.py", TESTS))
