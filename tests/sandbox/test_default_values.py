"""Default values that are literals are put in place of each other, by name and by position."""

import ast
from types import CodeType, FunctionType

import pytest

from sandbox.default_values import swap
from sandbox.stubs import Original, UnlocatedError

BEFORE = "def f(a, b=1, *, c, d='x', e=None):\n    return a, b, c, d, e\n"


def original(text: str = BEFORE) -> Original:
    code = next(one for one in compile(text, "mod.py", "exec").co_consts if isinstance(one, CodeType))
    definition = ast.parse(text).body[0]
    assert isinstance(definition, ast.FunctionDef)
    given = definition.args
    function = FunctionType(code, {}, "f", tuple(map(ast.literal_eval, given.defaults)))
    named = zip(given.kwonlyargs, given.kw_defaults, strict=True)
    function.__kwdefaults__ = {arg.arg: ast.literal_eval(value) for arg, value in named if value is not None}
    return Original(function, function.__code__, function.__defaults__, function.__kwdefaults__)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("b=1", "b=2", (0, 2, 0, "x", None)),
        ("d='x'", "d='XX'", (0, 1, 0, "XX", None)),
        ("e=None", "e=5", (0, 1, 0, "x", 5)),
    ],
)
def test_the_one_value_that_is_written_otherwise_is_replaced(old: str, new: str, expected: tuple[object, ...]) -> None:
    one = original()
    swap([one], BEFORE, BEFORE.replace(old, new))
    assert one.function(0, c=0) == expected


def test_values_that_are_no_literals_stay_the_same_objects() -> None:
    text = "def f(a=[], b=1):\n    return a, b\n"
    one = original(text)
    swap([one], text, text.replace("b=1", "b=2"))
    assert one.defaults is not None
    assert one.function()[0] is one.defaults[0]
    assert one.function()[1] == 2


def test_a_function_that_stands_elsewhere_is_not_touched() -> None:
    with pytest.raises(UnlocatedError):
        swap([original()], "\n" + BEFORE, "\n" + BEFORE.replace("b=1", "b=2"))
