"""Pairs of versions beside what changed between them: `kind base -> head`."""

import json
import os
from pathlib import Path

import pytest

from stelp_ci.change.python import Version, compare_versions
from stelp_ci.model.change import ChangeKind, Unit

CASES = Path(__file__).parents[1] / "cases" / "change" / "compare"
BASES = sorted(CASES.glob("*.base.py"))
UPDATE = os.environ.get("STELP_UPDATE_GOLDEN") == "1"


def _name(unit: Unit | None) -> str:
    if unit is None:
        return "nothing"
    return unit.qualname + (f" #{unit.occurrence}" if unit.occurrence else "")


def _changes(base: bytes | None, head: bytes | None) -> list[str]:
    found = compare_versions(
        None if base is None else Version("x.py", base), None if head is None else Version("x.py", head)
    )
    return [f"{changed.kind} {_name(changed.base)} -> {_name(changed.head)}" for changed in found.units]


@pytest.mark.parametrize("path", BASES, ids=lambda path: path.name.split(".")[0])
def test_two_versions_differ_in_the_units_beside_them(path):
    stem = path.name.removesuffix(".base.py")
    changes = _changes(path.read_bytes(), (CASES / f"{stem}.head.py").read_bytes())
    expected = CASES / f"{stem}.json"
    if UPDATE:
        expected.write_text(json.dumps(changes, indent=2) + "\n")
    assert changes == json.loads(expected.read_text())


@pytest.mark.parametrize("path", BASES, ids=lambda path: path.name.split(".")[0])
def test_a_version_does_not_differ_from_itself(path):
    if path.name != "base_does_not_parse.base.py":
        assert _changes(path.read_bytes(), path.read_bytes()) == []


def test_a_new_file_adds_all_its_units_and_its_module_level_if_there_is_one():
    assert _changes(None, b"def f(): pass\n") == ["added nothing -> f"]
    assert _changes(None, b"x = 1\ndef f(): pass\n") == ["added nothing -> <module>", "added nothing -> f"]


def test_a_deleted_file_deletes_all_its_units():
    assert _changes(b"x = 1\ndef f(): pass\n", None) == ["deleted <module> -> nothing", "deleted f -> nothing"]


def test_a_head_that_does_not_parse_says_where_and_has_no_units():
    found = compare_versions(Version("x.py", b"x = 1\n"), Version("x.py", b"x = 1\ny = (\n"))
    assert found.units == ()
    assert found.unreadable is not None
    assert found.unreadable.line == 2


def test_many_units_of_one_name_are_compared_in_bearable_time():
    base = b"".join(b"def f(): return %d\n" % number for number in range(3000))
    head = b"".join(b"def f(): return %d\n" % number for number in reversed(range(1, 3001)))
    found = compare_versions(Version("x.py", base), Version("x.py", head))
    assert [changed.kind for changed in found.units] == [ChangeKind.MODIFIED]
