"""What stands around a test's assertions: skips, expected failures, parameter sets, replaced functions."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.probe.tamper.functions import Found
from stelp_ci.probe.tamper.shape import dotted, last_name, shape, truth

_SKIPS = frozenset({"skip", "skipif", "skipIf", "skipUnless", "skipTest", "importorskip", "SkipTest"})
_XFAILS = frozenset({"xfail", "expectedFailure"})


class Marks(NamedTuple):
    """`skips`, `xfails` and `mocks` are lines by what is written there; `cases` are the shapes of parameter sets."""

    skips: dict[str, int] = {}  # noqa: RUF012 - never written to
    xfails: dict[str, int] = {}  # noqa: RUF012
    mocks: dict[str, int] = {}  # noqa: RUF012
    cases: tuple[str, ...] = ()
    matches: int = 0

    @property
    def parameters(self) -> int:
        """How many parameter sets a literal `parametrize` names; 0 without one."""
        return len(self.cases)


def read_marks(found: Found, units: frozenset[str]) -> Marks:
    """The marks of one test; `units` are the names whose replacement is looked for."""
    calls = [node for node in ast.walk(found.node) if isinstance(node, ast.Call | ast.Raise | ast.Assign)]
    matching = [word for node in calls if isinstance(node, ast.Call) for word in node.keywords if word.arg == "match"]
    return Marks(
        skips=dict(_stops(found, calls, _SKIPS)),
        xfails=dict(_stops(found, calls, _XFAILS)),
        mocks=dict(replaced(found.node, units)),
        cases=tuple(_cases(found.marks)),
        matches=len(matching),
    )


def _stops(
    found: Found, calls: list[ast.Call | ast.Raise | ast.Assign], names: frozenset[str]
) -> Iterator[tuple[str, int]]:
    """Marks and calls by which a test is passed over. A condition that is false by itself is none."""
    for mark in found.marks:
        if last_name(mark) in names and not _never(mark):
            yield _written(mark), mark.lineno
    for node in calls:
        target = node.exc if isinstance(node, ast.Raise) else node
        if isinstance(target, ast.Call) and last_name(target) in names and target not in found.marks:
            yield _written(target), target.lineno


def _never(mark: ast.expr) -> bool:
    return (
        isinstance(mark, ast.Call)
        and last_name(mark) != "skipUnless"
        and bool(mark.args)
        and truth(mark.args[0]) is False
    )


def _written(mark: ast.expr) -> str:
    """The mark without its reason: a new reason is no new skip."""
    name = dotted(mark) or last_name(mark)
    if not isinstance(mark, ast.Call) or not mark.args or last_name(mark) not in {"skipif", "skipIf", "skipUnless"}:
        return name
    condition = mark.args[0]
    return f"{name}({ast.unparse(condition)[:80] if _is_small(condition) else '...'})"


def _is_small(node: ast.expr) -> bool:
    """Whether a node can be written out: hostile ones are deep."""
    return sum(1 for _ in ast.walk(node)) < 200


def _cases(marks: tuple[ast.expr, ...]) -> Iterator[str]:
    for mark in marks:
        if isinstance(mark, ast.Call) and last_name(mark) in {"parametrize", "expand", "data"}:
            values = mark.args[1] if len(mark.args) > 1 else mark.args[0] if mark.args else None
            if isinstance(values, ast.List | ast.Tuple | ast.Set):
                yield from (shape(value) for value in values.elts)


def replaced(node: ast.AST, units: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Names of `units` that the code below `node` puts something else in the place of."""
    for part in ast.walk(node):
        match part:
            case ast.Call(args=args) if last_name(part) in {"patch", "object", "setattr", "setitem"}:
                texts = [arg.value for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
                names = {text.rpartition(".")[2] for text in texts} & units
                yield from ((name, part.lineno) for name in sorted(names))
            case ast.Assign(targets=[ast.Attribute(attr=name)]) if name in units:
                yield name, part.lineno
            case _:
                pass
