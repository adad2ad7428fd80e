"""The manifest against case files: every use on its line, and nothing on any other."""

import ast
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from stelp_ci.transpile.capability import Capability
from stelp_ci.transpile.guarded import inspect
from stelp_ci.transpile.result import Manifest, Use

CASES = Path(__file__).parent.parent / "cases" / "transpile" / "manifest"
PARSING_ON_A_QUIET_MACHINE_S = 0.15
"""What `ast.parse` takes for 5,000 lines; a machine that takes longer is given more time in proportion."""

_EXPECT = re.compile(r"# expect: (.*)")
_ITEM = re.compile(r"(?P<capability>[a-z-]+) (?P<what>\S+)(?: in (?P<unit>\S+))?")


class Expected(NamedTuple):
    line: int
    capability: str
    what: str
    unit: str | None


def expected_in(text: str) -> set[Expected]:
    found: set[Expected] = set()
    for number, line in enumerate(text.split("\n"), 1):
        comment = _EXPECT.search(line)
        for item in comment[1].split("; ") if comment else ():
            match = _ITEM.fullmatch(item.strip())
            assert match, f"line {number}: {item}"
            found.add(Expected(number, match["capability"], match["what"], match["unit"]))
    return found


def manifest_of(source: str) -> Manifest:
    result = inspect(source.encode())
    assert isinstance(result, Manifest), result
    return result


def seen(use: Use) -> tuple[int, str, str]:
    return use.line, use.capability.value, use.what


def cases() -> list[Path]:
    newer = CASES.glob("*.py.312") if sys.version_info >= (3, 12) else ()
    return sorted([*CASES.glob("*.py"), *newer])


@pytest.mark.parametrize("path", cases(), ids=lambda path: path.name)
def test_each_line_says_what_it_uses_and_no_other_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    manifest = manifest_of(text)
    expected = expected_in(text)
    assert {seen(use) for use in manifest.uses} == {item[:3] for item in expected}
    units = {(*seen(use), use.unit) for use in manifest.uses}
    assert {tuple(item) for item in expected if item.unit} <= units


def test_every_capability_has_cases_of_its_own() -> None:
    covered = {item.capability for path in CASES.iterdir() for item in expected_in(path.read_text(encoding="utf-8"))}
    assert covered == {capability.value for capability in Capability}


@pytest.mark.parametrize("capability", list(Capability), ids=lambda capability: capability.value)
def test_every_capability_is_found_in_at_least_three_spellings(capability: Capability) -> None:
    items = [item for path in CASES.iterdir() for item in expected_in(path.read_text(encoding="utf-8"))]
    assert len({item.what for item in items if item.capability == capability.value}) >= 3


def test_columns_count_characters_from_one() -> None:
    uses = manifest_of('é = "ü"; open(é)\n').uses
    assert [(use.line, use.column) for use in uses] == [(1, 10)]


def test_a_use_in_an_fstring_stands_where_the_fstring_begins() -> None:
    uses = manifest_of('x = (\n    f"""{a}\n{open(b)}"""\n)\n').uses
    assert [(use.line, use.column) for use in uses] == [(2, 5)]


def test_an_attribute_on_a_later_line_is_reported_on_that_line() -> None:
    uses = manifest_of("x = (\n    f()\n    .f_back\n)\n").uses
    assert [(use.line, use.column) for use in uses] == [(3, 6)]


def test_units_are_named_as_python_names_them() -> None:
    source = (
        "def f():\n    class C:\n        def m(self):\n            return lambda: open('x')\n"
        "class A:\n    class B:\n        async def n(self): ...\n"
    )
    manifest = manifest_of(source)
    assert manifest.units == ("<module>", "f", "f.<locals>.C", "f.<locals>.C.m", "A", "A.B", "A.B.n")
    assert [use.unit for use in manifest.uses] == ["f.<locals>.C.m"]
    assert manifest.of("f.<locals>.C.m") == manifest.uses
    assert manifest.of("f") == ()


def test_definitions_that_share_a_name_share_a_unit() -> None:
    manifest = manifest_of("if a:\n    def f(): open('x')\nelse:\n    def f(): eval('x')\n")
    assert manifest.units == ("<module>", "f")
    assert [use.what for use in manifest.of("f")] == ["open", "eval"]


def test_five_thousand_lines_take_less_than_a_second_and_a_half() -> None:
    block = (
        "class Case{n}(Base):\n    def method(self, first, second=None):\n        names = [n.strip() for n in first]\n"
        "        if second is not None and os.path.exists(second):\n            return {{n: len(n) for n in names}}\n"
        "        return self.other(names)['key'].value + 1\n"
    )
    source = ("import os\n" + "".join(block.format(n=n) for n in range(834))).encode()
    assert source.count(b"\n") >= 5000
    parsing = min(_seconds(ast.parse, source) for _ in range(3))
    inspecting = min(_seconds(inspect, source) for _ in range(2))
    assert inspecting < 1.5 * max(1, parsing / PARSING_ON_A_QUIET_MACHINE_S)


def _seconds(work: Callable[[bytes], object], source: bytes) -> float:
    begun = time.process_time()
    work(source)
    return time.process_time() - begun
