"""The constants of both versions of a function and their neighbours: behaviour changes at boundaries."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.probe.differential.values import Plain
from stelp_ci.probe.survey.functions import Version

MAX_TEXT = 200
SMALL = 1 << 53


class Constants(NamedTuple):
    """Values by type, those in lines that differ first; a number stands between its neighbours."""

    ints: tuple[int, ...] = ()
    floats: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()


def mine(base: Version, head: Version) -> Constants:
    """The constants of both versions."""
    lines = [{line.strip() for line in ast.unparse(version.node).splitlines()} for version in (base, head)]
    differing = lines[0] ^ lines[1]
    found = [*_constants(base, differing), *_constants(head, differing)]
    ordered = [value for _, value in sorted(found, key=lambda item: not item[0])]
    ints = [value for value in ordered if type(value) is int and abs(value) < SMALL]
    floats = [value for value in ordered if type(value) is float and value - value == 0]
    texts = [value for value in ordered if isinstance(value, str) and len(value) <= MAX_TEXT and value.isprintable()]
    return Constants(
        tuple(dict.fromkeys(near for value in ints for near in (value, value - 1, value + 1))),
        tuple(dict.fromkeys(near for value in floats for near in (value, value - 1, value + 1, value / 2))),
        tuple(dict.fromkeys(texts)),
    )


def _constants(version: Version, differing: set[str]) -> Iterator[tuple[bool, object]]:
    """Each constant with whether its statement differs between the versions; products of constants folded, too."""
    for statement in ast.walk(version.node):
        if not isinstance(statement, ast.stmt):
            continue
        telling = ast.unparse(statement).splitlines()[0].strip() in differing
        for node in _shallow(statement):
            if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
                yield telling, node.value
            elif isinstance(node, ast.BinOp):
                yield from ((telling, value) for value in _folded(node))


def _folded(node: ast.BinOp) -> Iterator[int]:
    match node:
        case ast.BinOp(left=ast.Constant(value=int(one)), op=ast.Mult(), right=ast.Constant(value=int(two))):
            yield one * two
        case ast.BinOp(left=ast.Constant(value=int(one)), op=ast.Pow(), right=ast.Constant(value=int(two))):
            if 0 <= two <= 64 and abs(one) <= 1 << 16:
                yield one**two
        case ast.BinOp(left=ast.Constant(value=int(one)), op=ast.LShift(), right=ast.Constant(value=int(two))):
            if 0 <= two <= 64:
                yield one << two
        case _:
            pass


def _shallow(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions of one statement, without the statements in it; docstrings are nobody's boundary."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return
    pending: list[ast.AST] = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
    while pending:
        node = pending.pop()
        yield node
        pending += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]


def as_float(value: float) -> Plain:
    """A float as it is told."""
    return {"float": repr(value)}
