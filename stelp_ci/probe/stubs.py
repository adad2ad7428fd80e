"""The stub control: a test that still passes when the function does nothing, or raises, says nothing about it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from stelp_ci.model.change import Change, Unit, UnitKind, Unreadable
from stelp_ci.model.evidence import StubControl, evidence_id
from stelp_ci.model.execution import Stub, StubBehaviour, StubRecord
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.source import Runnable
from stelp_ci.model.syntax import parse
from stelp_ci.probe.modules import module_name

MAX_STUBBED = 20
"""Functions per run; the others are said to be not assessed."""

BOTH = (StubBehaviour.RETURN_NONE, StubBehaviour.RAISE)


class Stubbed(NamedTuple):
    """A changed function with the stubs to try in its place; none, with the reason, where it cannot be replaced."""

    unit: Unit
    stubs: tuple[Stub, ...]
    not_assessed: str = ""


def plan_stubs(change: Change, head: Runnable) -> list[Stubbed]:
    """Every function and method that the head wrote or changed outside of tests, with its stubs."""
    planned: list[Stubbed] = []
    for unit in _changed_functions(change):
        tried = sum(bool(item.stubs) for item in planned)
        planned.append(
            plan_unit(unit, head) if tried < MAX_STUBBED else Stubbed(unit, (), f"after {MAX_STUBBED} others")
        )
    return planned


def read_stubs(planned: list[Stubbed], records: tuple[StubRecord, ...], otherwise: str) -> list[StubControl]:
    """One control for each planned function, from what the runner reported; `otherwise` is why a record is missing."""
    return [_read(item, records, otherwise) for item in planned]


def _changed_functions(change: Change) -> Iterator[Unit]:
    for file in change.files:
        if file.is_python and file.role is FileRole.SOURCE:
            heads = (unit.head for unit in file.units if unit.head is not None)
            yield from (head for head in heads if head.kind in (UnitKind.FUNCTION, UnitKind.METHOD))


def plan_unit(unit: Unit, head: Runnable) -> Stubbed:
    """The stubs to try in the place of one function of the tree `head`."""
    module = module_name(unit.path, head.import_paths)
    if module is None:
        return Stubbed(unit, (), "its file is not an importable module")
    if "<locals>" in unit.qualname:
        return Stubbed(unit, (), "it is made anew at each call of the function around it")
    behaviours = BOTH if _gives_value(head.source / unit.path, unit) else (StubBehaviour.RAISE,)
    return Stubbed(unit, tuple(Stub(module=module, qualname=unit.qualname, behaviour=b) for b in behaviours))


def _gives_value(path: Path, unit: Unit) -> bool:
    """Whether the function returns or yields something: only then does `return None` differ from what it does."""
    tree = parse(path.read_bytes())
    if isinstance(tree, Unreadable):
        return False
    inside = [node for node in ast.walk(tree) if unit.span.start <= getattr(node, "lineno", 0) <= unit.span.end]
    return any(
        isinstance(node, ast.Yield | ast.YieldFrom) or (isinstance(node, ast.Return) and not _is_none(node.value))
        for node in inside
    )


def _is_none(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def _read(item: Stubbed, records: tuple[StubRecord, ...], otherwise: str) -> StubControl:
    wanted = {(stub.module, stub.qualname) for stub in item.stubs}
    mine = tuple(record for record in records if (record.module, record.qualname) in wanted)
    reasons = [record.unlocated for record in mine if record.unlocated]
    noticed_by = _noticed_by(mine)
    missing = otherwise if item.stubs and len(mine) < len(item.stubs) and not noticed_by else ""
    return StubControl(
        id=evidence_id("stub", item.unit.path, item.unit.qualname, str(item.unit.occurrence)),
        path=item.unit.path,
        unit=item.unit.qualname,
        line=item.unit.span.start,
        records=mine,
        noticed_by=noticed_by,
        ran=max((record.ran for record in mine), default=0),
        not_assessed=item.not_assessed or (reasons[0] if reasons else missing),
    )


def _noticed_by(records: tuple[StubRecord, ...]) -> str:
    """The test that failed under the gentlest stub: noticing `raise` but not `return None` is not noticing."""
    for behaviour in BOTH:
        for record in records:
            if record.behaviour is behaviour:
                return record.killed_by
    return ""
