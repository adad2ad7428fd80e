"""What `bench mutants` tries faults in: the functions of `bench differential`, as if they were new, with their tests.

Each test compares the function with a copy of it on the calls of its case.
"""

from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.faulty import Faulty
from stelp_ci.model.change import Change, ChangedUnit, ChangeKind, FileChange, Hunk, Revision, Span, Unit
from stelp_ci.model.change import UnitKind as Kind
from stelp_ci.model.evidence import Selection, SelectionReason, Strength, TestEvidence, TestsRun
from stelp_ci.model.execution import TestOutcome, TestRecord
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.ports import Sandbox
from stelp_ci.model.settings import ExecuteSettings
from stelp_ci.model.source import Runnable
from stelp_ci.probe.job import ProbeJob

_TEST = """import copy

import pytest

from {name} import {name}
from right_{name} import {name} as right


@pytest.mark.parametrize("args", {calls!r})
def test_{name}(args):
    assert {name}(*copy.deepcopy(args)) == right(*copy.deepcopy(args))
"""


class Ground(NamedTuple):
    """A job over some functions, and the run of their tests that a survey starts from."""

    job: ProbeJob
    ran: TestsRun


def lay_ground(cases: tuple[Faulty, ...], folder: Path, sandbox: Sandbox) -> Ground:
    """Write the functions and their tests below the new directory `folder`."""
    tree, scratch = folder / "tree", folder / "scratch"
    for path in (folder, tree, scratch):
        path.mkdir()
    for case in cases:
        write_case(case, tree, case.source)
    side = Revision(label="bench", tree="")
    runnable = Runnable(tree, (".",), ())
    change = Change(base=side, head=side, files=tuple(_added(case) for case in cases))
    return Ground(ProbeJob(change, lambda: runnable, runnable, sandbox, ExecuteSettings(), scratch), _ran(cases))


def write_case(case: Faulty, folder: Path, text: str) -> None:
    """The function as `text`, its right copy, and its test."""
    (folder / f"{case.name}.py").write_text(text, encoding="utf-8")
    (folder / f"right_{case.name}.py").write_text(case.source, encoding="utf-8")
    (folder / f"test_{case.name}.py").write_text(_TEST.format(name=case.name, calls=list(case.calls)), encoding="utf-8")


def _added(case: Faulty) -> FileChange:
    last = case.source.count("\n")
    unit = Unit(path=f"{case.name}.py", qualname=case.name, kind=Kind.FUNCTION, span=Span(start=1, end=last))
    hunk = Hunk(base_start=0, base_length=0, head_start=1, head_length=last, added=tuple(range(1, last + 1)))
    return FileChange(
        kind=ChangeKind.ADDED,
        base_path=None,
        head_path=unit.path,
        role=FileRole.SOURCE,
        is_python=True,
        hunks=(hunk,),
        units=(ChangedUnit(kind=ChangeKind.ADDED, base=None, head=unit),),
    )


def _ran(cases: tuple[Faulty, ...]) -> TestsRun:
    targets = tuple(f"test_{case.name}.py" for case in cases)
    record = TestRecord(nodeid=targets[0], outcome=TestOutcome.PASSED)
    test = TestEvidence(id="E-bench", record=record, base=None)
    selection = Selection(reason=SelectionReason.CHANGED, targets=targets, promised=len(targets))
    return TestsRun(id="E-bench", strength=Strength.SHARED, selection=selection, tests=(test,))
