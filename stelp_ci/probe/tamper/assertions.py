"""What one test function asserts: each assertion with its subject, its strength, and whether it is ever reached."""

import ast
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from stelp_ci.probe.tamper.functions import Function
from stelp_ci.probe.tamper.reach import Reach, statements_of
from stelp_ci.probe.tamper.shape import is_constant, last_name, shape, truth


class Rank(IntEnum):
    """How much an assertion says: equality more than an order, an order more than a truth value."""

    NOTHING = 0
    TRUTH = 1
    ORDER = 2
    CLOSE = 3
    EQUAL = 4


class Assertion(NamedTuple):
    """One assertion. `subject` is what is asserted about, `expected` what it is compared with (shapes).

    `operator` names the comparison; `tolerance` is that of an approximate one, None where it has none.
    """

    subject: str
    operator: str
    expected: str
    rank: Rank
    tolerance: float | None
    line: int
    reach: Reach

    @property
    def said(self) -> tuple[str, str, str, float | None]:
        """What is asserted, wherever it stands."""
        return self.subject, self.operator, self.expected, self.tolerance


def assertions_of(function: Function, helpers: frozenset[str]) -> list[Assertion]:
    """The assertions in source order; a call of one of `helpers`, which assert, counts as one."""
    found: list[Assertion] = []
    for statement, reach in statements_of(function):
        found.extend(_asserted(statement, reach, helpers))
    return found


def asserting_helpers(functions: Iterator[Function]) -> frozenset[str]:
    """Names of functions beside the tests that assert something themselves."""
    plain: frozenset[str] = frozenset()
    return frozenset(function.name for function in functions if assertions_of(function, plain))


def _asserted(node: ast.stmt, reach: Reach, helpers: frozenset[str]) -> Iterator[Assertion]:
    match node:
        case ast.Assert(test=test):
            yield from (_plain(part, node.lineno, reach) for part in _conjuncts(test))
        case ast.Expr(value=ast.Call() as call) | ast.Expr(value=ast.Await(value=ast.Call() as call)):
            yield from _called(call, reach, helpers)
        case ast.Assign(value=ast.Call() as call):
            yield from _called(call, reach, helpers)
        case ast.With(items=managers) | ast.AsyncWith(items=managers):
            for manager in managers:
                if isinstance(manager.context_expr, ast.Call):
                    yield from _raising(manager.context_expr, reach)
        case _:
            pass


def _conjuncts(test: ast.expr) -> list[ast.expr]:
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]


_CLOSE = frozenset({"approx", "isclose", "allclose", "assertAlmostEqual", "assert_allclose", "assert_almost_equal"})
_EQUALS = frozenset({"Eq", "Is"})
_ORDERS = frozenset({"Lt", "LtE", "Gt", "GtE", "In"})


def _plain(test: ast.expr, line: int, reach: Reach) -> Assertion:
    match test:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            swapped = is_constant(left) and not is_constant(right)
            subject, expected = (right, left) if swapped else (left, right)
            tolerance = _tolerance(test)
            name = type(op).__name__
            rank = _rank(name, tolerance)
            rank = Rank.NOTHING if _says_nothing(name, left, right) else rank
            return Assertion(shape(subject), name, shape(_without_tolerance(expected)), rank, tolerance, line, reach)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Assertion(shape(operand), "Not", "", Rank.TRUTH, None, line, reach)
        case ast.BoolOp(op=ast.Or(), values=values):
            either = [_plain(value, line, reach) for value in values]
            weakest = min(Rank.TRUTH, *(one.rank for one in either))
            return Assertion(either[0].subject, "Or", shape(test), weakest, None, line, reach)
        case _:
            rank = Rank.TRUTH if truth(test) is None and not _always(test) else Rank.NOTHING
            tolerance = _tolerance(test)
            rank = Rank.CLOSE if tolerance is not None else rank
            return Assertion(shape(_without_tolerance(test)), "True", "", rank, tolerance, line, reach)


def _rank(operator: str, tolerance: float | None) -> Rank:
    if operator in _EQUALS:
        return Rank.CLOSE if tolerance is not None else Rank.EQUAL
    return Rank.ORDER if operator in _ORDERS else Rank.TRUTH


def _says_nothing(operator: str, left: ast.expr, right: ast.expr) -> bool:
    """A value compared with itself, two literals, a length that is not negative, or something equal to everything."""
    same = shape(left) == shape(right) and operator in {"Eq", "Is", "LtE", "GtE", "In"}
    literal = is_constant(left) and is_constant(right)
    length = isinstance(left, ast.Call) and last_name(left) == "len" and operator == "GtE" and truth(right) is False
    return same or literal or length or "ANY" in {last_name(left), last_name(right)}


def _always(test: ast.expr) -> bool:
    """`isinstance(x, object)`, or a call of `bool` or `any` on a literal that is true."""
    match test:
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, ast.Name(id="object")]):
            return True
        case ast.Call(func=ast.Name(id="bool" | "any" | "all"), args=[argument]):
            return is_constant(argument)
        case ast.Lambda() | ast.JoinedStr():
            return True
        case _:
            return False


def _tolerance(node: ast.expr) -> float | None:
    """The tolerance of the first approximate comparison inside: relative ones and absolute ones are not told apart."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and last_name(part) in _CLOSE:
            return max((value for value in _bounds(part)), default=0.0)
    return None


def _bounds(call: ast.Call) -> Iterator[float]:
    named = {word.arg: word.value for word in call.keywords}
    for name in ("rel", "abs", "rel_tol", "abs_tol", "rtol", "atol", "delta"):
        value = named.get(name)
        if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
            yield float(value.value)
    for name in ("places", "decimal", "significant"):
        value = named.get(name)
        if isinstance(value, ast.Constant) and isinstance(value.value, int) and abs(value.value) < 300:
            yield 10.0**-value.value
    positional = call.args[1:2] if last_name(call) == "approx" else call.args[2:3]
    for value in positional:
        if isinstance(value, ast.Constant) and isinstance(value.value, float):
            yield value.value


def _without_tolerance(node: ast.expr) -> ast.expr:
    """What an approximate comparison compares: the value of `approx`, the first two arguments of the others."""
    if not isinstance(node, ast.Call) or last_name(node) not in _CLOSE or not node.args:
        return node
    return node.args[0] if last_name(node) == "approx" else ast.Tuple(elts=node.args[:2], ctx=ast.Load())


_UNITTEST = {
    "assertEqual": "Eq", "assertEquals": "Eq", "assertIs": "Is", "assertListEqual": "Eq", "assertDictEqual": "Eq",
    "assertTupleEqual": "Eq", "assertSetEqual": "Eq", "assertSequenceEqual": "Eq", "assertMultiLineEqual": "Eq",
    "assertCountEqual": "In", "assertIn": "In", "assertNotIn": "NotIn", "assertNotEqual": "NotEq",
    "assertIsNot": "IsNot",
    "assertGreater": "Gt", "assertGreaterEqual": "GtE", "assertLess": "Lt", "assertLessEqual": "LtE",
    "assertRegex": "In", "assertIsInstance": "isinstance",
}  # fmt: skip
_TRUTHS = {"assertTrue": "True", "assertFalse": "Not", "assertIsNone": "IsNone", "assertIsNotNone": "IsNotNone"}
_RAISING = frozenset(
    {"raises", "warns", "assertRaises", "assertRaisesRegex", "assertWarns", "assertLogs", "deprecated_call"}
)


def _called(call: ast.Call, reach: Reach, helpers: frozenset[str]) -> Iterator[Assertion]:
    name = last_name(call)
    line = call.lineno
    if name in _RAISING:
        yield from _raising(call, reach)
    elif name in _UNITTEST and len(call.args) >= 2:
        left, right = call.args[:2]
        operator = _UNITTEST[name]
        subject, expected = (right, left) if is_constant(left) and not is_constant(right) else (left, right)
        rank = Rank.NOTHING if _says_nothing(operator, left, right) else _rank(operator, None)
        yield Assertion(shape(subject), operator, shape(expected), rank, None, line, reach)
    elif name in _TRUTHS and call.args:
        rank = Rank.TRUTH if truth(call.args[0]) is None else Rank.NOTHING
        yield (
            _plain(call.args[0], line, reach)
            if name == "assertTrue"
            else Assertion(shape(call.args[0]), _TRUTHS[name], "", rank, None, line, reach)
        )
    elif name in _CLOSE:
        tolerance = _tolerance(call)
        yield Assertion(shape(_without_tolerance(call)), "Close", "", Rank.CLOSE, tolerance, line, reach)
    elif name.startswith("assert") or name in helpers or name == "fail":
        parts = [shape(argument) for argument in call.args]
        yield Assertion(" ".join([name, *parts[:1]]), name, " ".join(parts[1:]), Rank.EQUAL, None, line, reach)


def _raising(call: ast.Call, reach: Reach) -> Iterator[Assertion]:
    name = last_name(call)
    if name in _RAISING:
        kinds = shape(call.args[0]) if call.args else ""
        yield Assertion("raises", name, kinds, Rank.EQUAL, None, call.lineno, reach)
