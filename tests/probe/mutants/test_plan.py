"""Which fault goes into which line."""

from pathlib import Path

import pytest

from stelp_ci.model.change import ChangedUnit, ChangeKind, FileChange, Span, Unit, UnitKind
from stelp_ci.model.file_role import FileRole
from stelp_ci.probe.mutants.plan import MAX_FAULTS, Fault, chunk_of, plan_faults
from stelp_ci.probe.survey.functions import ChangedFunction, Version, read_version


def function(tmp_path: Path, text: str, name: str = "f", first: int = 1) -> ChangedFunction:
    path = tmp_path / "mod.py"
    path.write_text(text, encoding="utf-8")
    last = text.count("\n")
    unit = Unit(path="mod.py", qualname=name, kind=UnitKind.FUNCTION, span=Span(start=first, end=last))
    file = FileChange(kind=ChangeKind.MODIFIED, base_path="mod.py", head_path="mod.py", role=FileRole.SOURCE)
    changed = ChangedUnit(kind=ChangeKind.MODIFIED, base=unit, head=unit)
    version = read_version(path, unit)
    assert isinstance(version, Version)
    return ChangedFunction(file, changed, unit, "mod", frozenset(range(first, last + 1)), version)


def faults(tmp_path: Path, body: str, head: str = "def f(a, b):") -> list[Fault]:
    return plan_faults(0, function(tmp_path, f"{head}\n    {body}\n"))


@pytest.mark.parametrize(
    ("body", "before", "after"),
    [
        ("return a < b", "<", "<="),
        ("return (a) == b", "==", "!="),
        ("return a not  in b", "not in", "in"),
        ("return a and b or a", "and", "or"),
        ("return a // b", "//", "/"),
        ("a += b", "+=", "-="),
        ("return not a", "not", "nothing"),
        ("return f(True)", "True", "False"),
        ("return f(41)", "41", "42"),
        ("break", "break", "continue"),
        ("return f(a)", "f(a)", "None"),
        ("f(a)", "f(a)", "pass"),
        ("x = f(a)", "f(a)", "None"),
        ("for c in 'ab': pass", "'ab'", '"XX"'),
        ('return "é" < a', "<", "<="),
    ],
)
def test_a_line_gets_the_fault_that_is_likeliest_to_matter(tmp_path: Path, body: str, before: str, after: str) -> None:
    body = f"while a:\n        {body}" if body == "break" else body
    found = [fault for fault in faults(tmp_path, body) if fault.before not in ("a",)]
    assert [(fault.before, fault.after) for fault in found] == [(before, after)]


@pytest.mark.parametrize(
    "body",
    [
        "logger.info('%s', a < b)",
        "assert a < b",
        "raise ValueError(f'{a} is not {b}')",
        "'''nothing < something'''",
        "import os",
        "warnings.warn('old', stacklevel=2)",
        "return None",
        "pass",
    ],
)
def test_a_line_that_nobody_tests_gets_none(tmp_path: Path, body: str) -> None:
    assert faults(tmp_path, body) == []


def test_neither_default_values_nor_annotations_nor_representations_get_one(tmp_path: Path) -> None:
    assert faults(tmp_path, "pass", head="def f(a: int = 3 + 4) -> 'a < b':") == []
    assert plan_faults(0, function(tmp_path, "def __repr__(self):\n    return self.a + 1\n", "__repr__")) == []


def test_one_fault_a_line_and_twenty_a_function(tmp_path: Path) -> None:
    text = "def f(a):\n" + "".join(f"    if a < {n} and a > 1: a += {n}\n" for n in range(30))
    found = plan_faults(0, function(tmp_path, text))
    assert len(found) == MAX_FAULTS
    assert len({fault.edit.line for fault in found}) == MAX_FAULTS


def test_an_edit_hits_the_operator_in_the_bytes_of_its_chunk(tmp_path: Path) -> None:
    text = "x = 'é'\n\n\nclass C:\n    @wraps\n    def f(self, a):\n        return 'é' != a\n"
    one = function(tmp_path, text, "C.f", first=5)
    (fault,) = plan_faults(0, one)
    chunk = chunk_of(one)
    source = str(chunk["text"]).encode()
    assert chunk["line"] == 4
    assert source[fault.edit.start : fault.edit.end] == b"!="


def test_a_default_that_is_written_out_gets_a_fault(tmp_path: Path) -> None:
    head = "def f(\n    a,\n    b=1,\n    *,\n    c=True,\n    d=(),\n    e=None,\n):"
    found = faults(tmp_path, "pass", head)
    assert [(fault.edit.line, fault.before, fault.after, fault.edit.default) for fault in found] == [
        (3, "1", "2", True),
        (5, "True", "False", True),
    ]


def test_of_a_default_and_a_body_in_one_line_the_likelier_fault_is_chosen(tmp_path: Path) -> None:
    (fault,) = plan_faults(0, function(tmp_path, "def f(a, b=1): return a < b\n"))
    assert (fault.before, fault.edit.default) == ("<", False)
