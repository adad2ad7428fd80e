"""Faults in what runs at the import: where they go, and which of them the tests notice in gVisor."""

from pathlib import Path

import pytest

from stelp_ci.model.change import Change, ChangeKind, FileChange, Hunk, Revision
from stelp_ci.model.evidence import Evidence
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.measured import Mutants
from stelp_ci.model.ports import Sandbox
from stelp_ci.model.source import Runnable
from stelp_ci.probe import tests
from stelp_ci.probe.mutants import probe as mutants
from stelp_ci.probe.mutants.imported import MAX_FAULTS, ImportedFault, plan_imported
from tests.probe.measured import changed


def planned(tmp_path: Path, text: str, lines: range | None = None) -> list[ImportedFault]:
    (tmp_path / "mod.py").write_text(text, encoding="utf-8")
    added = tuple(lines or range(1, text.count("\n") + 1))
    hunk = Hunk(base_start=0, base_length=0, head_start=added[0], head_length=len(added), added=added)
    file = FileChange(
        kind=ChangeKind.ADDED,
        base_path=None,
        head_path="mod.py",
        role=FileRole.SOURCE,
        is_python=True,
        hunks=(hunk,),
    )
    side = Revision(label="x", tree="0" * 40)
    return plan_imported(Change(base=side, head=side, files=(file,)), Runnable(tmp_path, (".",), ()))


@pytest.mark.parametrize(
    ("text", "unit", "before", "after"),
    [
        ("LIMIT = 5\n", "<module>", "5", "6"),
        ("NAMES = ['a']\n", "<module>", "'a'", '"XX"'),
        ("if LIMIT < 3:\n    pass\n", "<module>", "<", "<="),
        ("class C:\n    size: int = 2\n", "C", "2", "3"),
        ("class C:\n    class D:\n        size = 2 * X\n", "C.D", "*", "/"),
        ("@cached\ndef f():\n    return 1\n", "f", "@cached", "nothing"),
        ("@cached(size=3)\ndef f():\n    return 1\n", "f", "3", "4"),
        ("class C:\n    @property\n    def p(self):\n        return 1\n", "C.p", "@property", "nothing"),
        ("def f(a=2 * X):\n    return 1\n", "f", "*", "/"),
    ],
)
def test_what_runs_at_the_import_gets_a_fault(tmp_path: Path, text: str, unit: str, before: str, after: str) -> None:
    (fault,) = planned(tmp_path, text)
    assert (fault.owner.unit, fault.before, fault.after) == (unit, before, after)
    edited = text.encode()[: fault.edit.start] + fault.edit.text.encode() + text.encode()[fault.edit.end :]
    compile(edited, "mod.py", "exec")
    assert edited != text.encode()


@pytest.mark.parametrize(
    "text",
    [
        "def f(a=1):\n    return a + 1\n",
        "import os\n",
        "'''LIMIT = 5'''\n",
        "__all__ = ['f']\n",
        "logger = logging.getLogger('x')\n",
        "T = TypeVar('T')\n",
        "if TYPE_CHECKING:\n    LIMIT = 5\n",
        "@overload\ndef f(a):\n    ...\n",
        "x: 'Literal[5]' = f()\n",
        "key = lambda a: a + 1\n",
    ],
)
def test_what_is_swapped_or_is_for_readers_gets_none(tmp_path: Path, text: str) -> None:
    assert planned(tmp_path, text) == []


def test_only_changed_lines_get_one_and_a_unit_five(tmp_path: Path) -> None:
    text = "".join(f"N{number} = {number}\n" for number in range(12))
    assert len(planned(tmp_path, text)) == MAX_FAULTS
    assert [fault.edit.line for fault in planned(tmp_path, text, range(3, 5))] == [3, 4]


BASE = {
    "shop.py": """\
LIMIT = 4
SPARE = 1


class Basket:
    size = 2
    unused = 8

    def room(self):
        return self.size
""",
    "test_shop.py": "import shop\n\n\ndef test_limit():\n    assert shop.LIMIT > 3\n",
}
HEAD = {
    "shop.py": """\
from functools import lru_cache

LIMIT = 5
SPARE = 2


class Basket:
    size = 3
    unused = 9

    @property
    def room(self):
        return self.size


@lru_cache(maxsize=LIMIT * 2)
def seen(word, calls=[0] * 1):
    calls[0] += 1
    return calls[0]
""",
    "test_shop.py": """\
import shop


def test_limit():
    assert shop.LIMIT == 5


def test_room():
    assert shop.Basket().room == 3


def test_seen():
    assert shop.seen("a") == shop.seen("a")
""",
}


@pytest.mark.gvisor
def test_each_is_tried_where_the_project_is_imported_anew(tmp_path: Path, sandbox: Sandbox) -> None:
    with changed(tmp_path, BASE, HEAD, sandbox) as job:
        so_far: tuple[Evidence, ...] = tests.assess(job, ())
        found = {item.unit: item for item in mutants.assess(job, so_far) if isinstance(item, Mutants)}
    told = {name: (item.noticed, [(one.line, one.before) for one in item.survivors]) for name, item in found.items()}
    assert told["<module>"] == (1, [(4, "2")]), found
    assert told["Basket"] == (1, [(9, "9")])
    assert told["Basket.room"] == (1, [])
    assert found["seen"].noticed + len(found["seen"].survivors) == found["seen"].tried == 4, found["seen"]
    assert [item.not_assessed for item in found.values()] == [""] * 4
