"""Lines to qualified names."""

import ast

from stelp_ci.scan.symbols import scopes, symbols_by_line

SOURCE = """\
import os

@decorated
class Outer:
    x = 1

    def method(self):
        def inner():
            return 1
        return inner

if os:
    async def conditional(): pass
else:
    conditional = lambda: [y for y in ()]

match os:
    case 1:
        def matched(): pass
last = 1
"""


def test_each_line_has_the_innermost_definition() -> None:
    names = symbols_by_line(scopes(ast.parse(SOURCE)), SOURCE.count("\n"))
    expected = {
        1: "<module>",
        3: "Outer",
        5: "Outer",
        7: "Outer.method",
        8: "Outer.method.<locals>.inner",
        9: "Outer.method.<locals>.inner",
        10: "Outer.method",
        13: "conditional",
        15: "<module>",
        19: "matched",
        20: "<module>",
    }
    assert {line: names[line - 1] for line in expected} == expected


def test_names_agree_with_those_that_python_gives() -> None:
    space: dict[str, object] = {}
    exec(compile("class A:\n    def f(self):\n        def g(): pass\n        return g\n", "a", "exec"), space)  # noqa: S102
    made = space["A"]
    names = {scope.qualname for scope in scopes(ast.parse("class A:\n    def f(self):\n        def g(): pass\n"))}
    assert names == {"A", "A.f", made().f().__qualname__}  # type: ignore[operator]
