"""Which fault to put into which changed line: one a line, none where nobody would write a test."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.probe.mutants.arid import arid_lines
from stelp_ci.probe.mutants.operators import Edit, edits
from stelp_ci.probe.survey.functions import ChangedFunction, Version, first_line

MAX_FAULTS = 20
"""Faults in one function."""


class LineEdit(NamedTuple):
    """An edit of the chunk that holds a function: bytes `start` to `end` become `text`. `line` is one of the file.

    `default`: a default value is edited, which concerns every test that enters the function.
    """

    line: int
    start: int
    end: int
    text: str
    default: bool = False


class Fault(NamedTuple):
    """One fault in the function with that number. `before` and `after` are what the reader is told."""

    function: int
    edit: LineEdit
    before: str
    after: str


def plan_faults(number: int, one: ChangedFunction) -> list[Fault]:
    """At most one fault for each changed line of the body and of the default values, the likeliest to matter chosen."""
    if one.head is None or not one.module or "<locals>" in one.unit.qualname:
        return []
    offsets = _offsets(one.head)
    faults: list[Fault] = []
    taken: set[int] = set()
    defaults = set(_defaults(one.head))
    for edit in sorted({*_candidates(one.head), *defaults}, key=lambda edit: (edit.rank, edit.line, edit.column)):
        if edit.line in one.added and edit.line not in taken:
            taken.add(edit.line)
            faults.append(_fault(number, edit, offsets, default=edit in defaults))
    return sorted(faults, key=lambda fault: fault.edit.line)[:MAX_FAULTS]


def chunk_of(one: ChangedFunction) -> dict[str, object]:
    """The statement of the module that holds the function, for the sandbox to edit and compile."""
    place = {"module": one.module, "qualname": one.unit.qualname, "first": one.unit.span.start}
    if one.head is None:
        return {"place": place, "line": 1, "text": ""}
    start, end = first_line(one.head.top), one.head.top.end_lineno or one.head.top.lineno
    text = b"\n".join(one.head.source.split(b"\n")[start - 1 : end])
    return {"place": place, "line": start, "text": text.decode()}


def _candidates(version: Version) -> Iterator[Edit]:
    """The faults that the body allows; those of functions inside it are theirs."""
    arid = arid_lines(version.node)
    lines = version.source.split(b"\n")
    for statement in version.node.body:
        for node in _inside(statement):
            yield from (edit for edit in edits(node, lines) if edit.line not in arid)


def _defaults(version: Version) -> Iterator[Edit]:
    """The faults in default values that are written out: others would have to be computed anew."""
    lines = version.source.split(b"\n")
    for value in (*version.node.args.defaults, *version.node.args.kw_defaults):
        if isinstance(value, ast.Constant):
            yield from edits(value, lines)


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the function runs: no annotation, no pattern, nothing in an f-string."""
    if isinstance(node, ast.JoinedStr | ast.pattern):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        children = value if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownVariableType]
        for child in children:  # pyright: ignore[reportUnknownVariableType]
            if isinstance(child, ast.AST):
                yield from _inside(child)


def _offsets(version: Version) -> dict[int, int]:
    """Where each line of the chunk begins, in bytes."""
    start, end = first_line(version.top), version.top.end_lineno or version.top.lineno
    offsets: dict[int, int] = {}
    position = 0
    for number, line in enumerate(version.source.split(b"\n")[start - 1 : end], start=start):
        offsets[number] = position
        position += len(line) + 1
    return offsets


def _fault(number: int, edit: Edit, offsets: dict[int, int], *, default: bool) -> Fault:
    start, end = offsets[edit.line] + edit.column, offsets[edit.end_line] + edit.end_column
    return Fault(number, LineEdit(edit.line, start, end, edit.text, default), edit.before, edit.after)
