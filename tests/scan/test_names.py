"""Names of packages, known offline: real rare ones pass, invented ones do not, and slips are named."""

from pathlib import Path
from typing import cast

import pytest
import yaml

from stelp_ci.errors import ScanError
from stelp_ci.scan.names.build import build
from stelp_ci.scan.names.known import filter_of, is_known, normalised
from stelp_ci.scan.names.modules import is_declared, may_exist
from stelp_ci.scan.names.popular import affixed, is_popular, near

TABLE = Path(__file__).parents[1] / "cases" / "scan" / "names.yml"
NAMES = {kind: text.split() for kind, text in cast(dict[str, str], yaml.safe_load(TABLE.read_text())).items()}
RIGHT = 0.95


def test_there_are_fifty_names_of_each_kind() -> None:
    assert {kind: len(set(names)) for kind, names in NAMES.items()} == {"invented": 50, "real": 50}


def test_at_least_95_in_100_names_are_told_apart_offline() -> None:
    right = [name for name in NAMES["invented"] if not is_known(name)]
    right += [name for name in NAMES["real"] if is_known(name) and near(name) is None]
    assert len(right) / 100 >= RIGHT, sorted({*NAMES["invented"], *NAMES["real"]} - set(right))


def test_few_of_many_invented_names_pass_for_known() -> None:
    passed = [number for number in range(5000) if is_known(f"no-such-package-{number}-of-anybody")]
    assert len(passed) / 5000 < 0.02


@pytest.mark.parametrize(
    ("name", "meant", "how"),
    [
        ("reqeusts", "requests", "two letters swapped"),
        ("requets", "requests", "one letter less"),
        ("requestss", "requests", "one letter more"),
        ("pandaz", "pandas", "one letter different"),
        ("beautifulsoup5", "beautifulsoup4", "one letter different"),
        ("python-dateutils", "python-dateutil", "one letter more"),
        ("typing.extension", "typing-extensions", "one letter less"),
    ],
)
def test_a_slip_is_named(name: str, meant: str, how: str) -> None:
    found = near(name)
    assert found is not None and (found.name, found.how) == (meant, how)


@pytest.mark.parametrize(
    "name", ["requests", "Requests", "zope.interface", "six", "sixs", "attr", "a-name-far-from-all"]
)
def test_a_popular_a_short_or_a_far_name_is_no_slip(name: str) -> None:
    assert near(name) is None


def test_words_that_are_added_to_a_popular_name_are_named() -> None:
    found = affixed("python-requests")
    assert found is not None and found.name == "requests"
    assert affixed("python-dateutil") is None and is_popular("python-dateutil")


def test_names_are_compared_as_the_index_does() -> None:
    assert normalised("Zope..Interface_x") == "zope-interface-x"
    assert is_known("ZOPE_interface") and is_known("PyYAML")


def test_modules_whose_package_has_another_name() -> None:
    assert is_declared("yaml", frozenset({"pyyaml"})) and is_declared("google", frozenset({"google-cloud-pubsub"}))
    assert not is_declared("yaml", frozenset({"ruamel-yaml-clib"}))
    assert may_exist("cv2") and may_exist("sklearn") and not may_exist("quantumsort_ultra_helper")


def test_a_filter_is_made_from_a_table(tmp_path: Path) -> None:
    table = tmp_path / "names.tsv"
    table.write_text("name\tversion\trank_among_some\nFirst_One\t1\t2\nsecond\t1\t1\nthird\t1\t\n", encoding="utf-8")
    build(table, tmp_path)
    assert (tmp_path / "popular.txt").read_text().splitlines()[1:] == ["second", "first-one"]
    assert all(is_known(name, tmp_path / "known.bloom") for name in ("first-one", "second", "third"))
    assert not is_known("fourth-of-none", tmp_path / "known.bloom")


def test_a_missing_or_broken_filter_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ScanError):
        is_known("x", tmp_path / "none")
    (tmp_path / "broken").write_bytes(filter_of(["x"])[3:])
    with pytest.raises(ScanError):
        is_known("x", tmp_path / "broken")
