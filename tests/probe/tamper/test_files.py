"""Two versions of a test file, and what the later one says less: one case file a trick, and its honest neighbours."""

from pathlib import Path

import pytest

from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.probe.tamper import Versions, compare, compare_files

CASES = sorted((Path(__file__).parents[2] / "cases" / "probe" / "tamper").glob("*.txt"))
UNITS = frozenset({"total"})


def read(case: Path) -> tuple[set[str], bytes, bytes]:
    head, _, rest = case.read_text().partition("--- base\n")
    base, _, after = rest.partition("--- head\n")
    return set(head.removeprefix("hits:").split()), base.encode(), after.encode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_each_trick_is_named_and_honest_edits_are_not(case: Path) -> None:
    expected, before, after = read(case)
    found = compare(before, after, "tests/test_cart.py", units=UNITS)
    assert {hit.kind.value for hit in found} == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_file_compared_with_itself_says_nothing(case: Path) -> None:
    _, before, after = read(case)
    assert compare(before, before, "tests/test_cart.py", units=UNITS) == ()
    assert compare(after, after, "tests/test_cart.py", units=UNITS) == ()


def test_every_kind_that_one_file_can_show_has_a_case() -> None:
    elsewhere = {TamperKind.CONFIGURATION, TamperKind.EXPECTED_FILE, TamperKind.HARD_CODED}
    assert {kind for case in CASES for kind in read(case)[0]} == {kind.value for kind in set(TamperKind) - elsewhere}


TEST = b"def test_total():\n    assert total([1]) == 1\n"


def test_a_test_that_moves_to_another_file_is_followed() -> None:
    left, arrived = Versions("t/test_a.py", "t/test_a.py", TEST, b""), Versions("t/test_b.py", "t/test_b.py", b"", TEST)
    assert compare_files([left, arrived]) == ()


def test_a_test_that_moves_to_another_file_and_says_less_is_named_with_both_ids() -> None:
    weaker = TEST.replace(b"== 1", b">= 0")
    moved = [
        Versions("tests/test_a.py", "tests/test_a.py", TEST, None),
        Versions("tests/test_b.py", "tests/test_b.py", None, weaker),
    ]
    (hit,) = compare_files(moved)
    assert (hit.kind, hit.test, hit.now) == (
        TamperKind.LOOSENED,
        "tests/test_a.py::test_total",
        "tests/test_b.py::test_total",
    )


def test_a_file_that_is_renamed_to_what_pytest_does_not_collect_is_named() -> None:
    (hit,) = compare_files([Versions("tests/test_a.py", "tests/cases_a.py", TEST, TEST)])
    assert (hit.kind, hit.test) == (TamperKind.NOT_COLLECTED, "tests/test_a.py::test_total")


def test_a_deleted_file_loses_each_of_its_tests() -> None:
    found = compare(TEST + TEST.replace(b"total():", b"more():"), None, "tests/test_a.py")
    assert [hit.kind for hit in found] == [TamperKind.REMOVED, TamperKind.REMOVED]


def test_an_expected_output_that_is_overwritten_is_named() -> None:
    (hit,) = compare(b"3\n", b"4\n", "tests/snapshots/total.txt")
    assert hit.kind is TamperKind.EXPECTED_FILE
    assert compare(None, b"4\n", "tests/snapshots/new.txt") == ()


def test_bytes_that_are_no_text_give_nothing() -> None:
    assert compare(b"\xff\x00", b"\xfe\x00", "tests/test_a.py") == ()
