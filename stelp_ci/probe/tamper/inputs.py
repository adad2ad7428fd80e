"""Answers that are written into the code for the very inputs that tests use."""

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stelp_ci.model.syntax import parse
from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.probe.tamper.hit import TamperHit
from stelp_ci.probe.tamper.shape import is_constant, last_name, shape

_ORDINARY = 2
"""Whole numbers up to this are the ordinary edges of a domain."""


class Answer(NamedTuple):
    """A literal result for a literal input, as shapes."""

    given: str
    result: str


def compare_inputs(before: bytes | None, after: bytes | None, path: str, tests: Iterable[bytes]) -> Iterator[TamperHit]:
    """Answers that the head's code has written into it, the base's has not, and a test of the head asks for."""
    known = {answer for answer, _ in _answers(before)}
    new = [(answer, line) for answer, line in _answers(after) if answer not in known]
    if not new:
        return
    asked = {answer for test in tests for answer in _asked(test)}
    for answer, line in new:
        if answer in asked:
            what = "the code holds the expected result of a test for just that test's input"
            yield TamperHit(TamperKind.HARD_CODED, path, line, what)


def _tree(source: bytes | None) -> ast.Module | None:
    tree = parse(source) if source is not None else None
    return tree if isinstance(tree, ast.Module) else None


def _answers(source: bytes | None) -> Iterator[tuple[Answer, int]]:
    """Branches on equality with a literal that give a literal, and literal tables."""
    tree = _tree(source)
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.If(test=test, body=[ast.Return(value=ast.expr() as result)]):
                yield from _pairs(_compared(test), result, node.lineno)
            case ast.IfExp(test=test, body=result):
                yield from _pairs(_compared(test), result, node.lineno)
            case ast.match_case(pattern=ast.MatchValue(value=value), body=[ast.Return(value=ast.expr() as result)]):
                yield from _pairs([value], result, value.lineno)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    yield from _pairs([key] if key is not None else [], value, node.lineno)
            case _:
                pass


def _compared(test: ast.expr) -> list[ast.expr]:
    """The literals that a condition wants something to be equal to, or among."""
    parts = test.values if isinstance(test, ast.BoolOp) else [test]
    found: list[ast.expr] = []
    for part in parts:
        match part:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                found += [side for side in (left, right) if is_constant(side)]
            case ast.Compare(
                ops=[ast.In()], comparators=[ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items)]
            ):
                found += items
            case _:
                pass
    return found


def _pairs(given: list[ast.expr], result: ast.expr, line: int) -> Iterator[tuple[Answer, int]]:
    for value in given:
        if is_constant(value) and is_constant(result) and not _is_ordinary(value):
            yield Answer(shape(value), shape(result)), line


def _is_ordinary(value: ast.expr) -> bool:
    """Edges that honest code treats apart: nothing, empty, truth values, small whole numbers, one character."""
    match value:
        case ast.UnaryOp(operand=operand):
            return _is_ordinary(operand)
        case ast.Constant(value=bool() | None):
            return True
        case ast.Constant(value=int() as number):
            return abs(number) <= _ORDINARY
        case ast.Constant(value=str() | bytes() as text):
            return len(text) <= 1
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return not items
        case ast.Dict(keys=keys):
            return not keys
        case _:
            return False


def _asked(source: bytes) -> Iterator[Answer]:
    """What the assertions and parameter sets of a test file expect for literal inputs."""
    tree = _tree(source)
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                yield from _of_call(left, right)
                yield from _of_call(right, left)
            case ast.Call(args=[left, right, *_]) if last_name(node) in {"assertEqual", "assertEquals"}:
                yield from _of_call(left, right)
                yield from _of_call(right, left)
            case ast.Tuple(elts=[*given, result]) if given:
                yield from (Answer(shape(value), shape(result)) for value in given)
            case _:
                pass


def _of_call(call: ast.expr, result: ast.expr) -> Iterator[Answer]:
    if isinstance(call, ast.Call):
        given = [*call.args, *(word.value for word in call.keywords)]
        yield from (Answer(shape(value), shape(result)) for value in given if is_constant(value))
