"""Each case file stands beside its units; those called `broken_` beside the reason why they have none."""

import json
import os
from pathlib import Path

import msgspec
import pytest

from stelp_ci.change.units import parse_units
from stelp_ci.model.change import Unreadable

CASES = Path(__file__).parents[1] / "cases" / "change" / "units"
FILES = sorted(CASES.glob("*.py"))
UPDATE = os.environ.get("STELP_UPDATE_GOLDEN") == "1"


def _lines(path: Path) -> list[str]:
    units = parse_units(path.name, path.read_bytes())
    if isinstance(units, Unreadable):
        reason = units.reason.split(" (Python")[0]
        return [f"line {units.line}: {reason}"]
    return [
        f"{unit.span.start}-{unit.span.end} {'async ' if unit.is_async else ''}{unit.kind} {unit.qualname}"
        + (f" #{unit.occurrence}" if unit.occurrence else "")
        for unit in units
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_the_units_beside_it(path):
    expected = path.with_suffix(".json")
    if UPDATE:
        expected.write_text(json.dumps(_lines(path), indent=2, ensure_ascii=False) + "\n")
    assert _lines(path) == json.loads(expected.read_text())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_broken_files_have_no_units(path):
    assert isinstance(parse_units(path.name, path.read_bytes()), Unreadable) == path.name.startswith("broken_")


def test_units_can_stand_in_a_report():
    units = parse_units("kinds.py", (CASES / "kinds.py").read_bytes())
    assert b"Outer.Inner.method" in msgspec.json.encode(units)


def test_a_file_with_too_many_definitions_has_no_units():
    units = parse_units("x.py", b"def f():0\n" * 20_001)
    assert isinstance(units, Unreadable)
    assert "definitions" in units.reason
