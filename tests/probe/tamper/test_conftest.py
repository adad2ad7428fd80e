"""What a conftest file decides."""

import pytest

from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.probe.tamper import compare

BASE = "import pytest\n\n\n@pytest.fixture\ndef cart():\n    return []\n"

TRICKS = {
    "chooses tests": "def pytest_collection_modifyitems(items):\n    items[:] = items[:1]\n",
    "writes results": "def pytest_runtest_makereport(item, call):\n    call.excinfo = None\n",
    "leaves files out": 'collect_ignore = ["test_cart.py"]\n',
    "acts around every test": "@pytest.fixture(autouse=True)\ndef quick():\n    yield\n",
}


@pytest.mark.parametrize("name", TRICKS)
def test_what_decides_over_tests_is_named(name: str) -> None:
    (hit,) = compare(BASE.encode(), f"{BASE}\n\n{TRICKS[name]}".encode(), "tests/conftest.py")
    assert hit.kind is TamperKind.CONFIGURATION
    assert hit.line > 6


def test_a_fixture_that_is_asked_for_decides_nothing() -> None:
    more = f"{BASE}\n\n@pytest.fixture\ndef full_cart():\n    return [1]\n"
    assert compare(BASE.encode(), more.encode(), "tests/conftest.py") == ()


def test_what_was_there_before_is_not_named() -> None:
    before = f"{BASE}\n\n{TRICKS['chooses tests']}"
    assert compare(before.encode(), f"import os\n{before}".encode(), "tests/conftest.py") == ()
