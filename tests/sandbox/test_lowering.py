"""Our own modules made cheap: they load less, and do the same."""

import ast
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sandbox import later, syntax, tuples
from sandbox.lowering import lowered

ROOT = Path(__file__).parents[2]
OURS = sorted((*(ROOT / "stelp_ci" / "transpile").rglob("*.py"), *(ROOT / "sandbox").glob("program_*.py")))
TUPLE = '''
from typing import Any, NamedTuple, cast

class Place(NamedTuple):
    """Where."""

    line: int
    column: int = 1
    names: "tuple[str, ...]" = ()

    @property
    def after(self) -> "Place":
        return self._replace(line=self.line + 1)

    def of(self, other: Any) -> int:
        return cast("int", other) + self.line
'''


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The class as the sandbox has it."""
    package = ModuleType("_stelp")
    for name, module in (("tuples", tuples), ("later", later), ("syntax", syntax)):
        setattr(package, name, module)
        monkeypatch.setitem(sys.modules, f"_stelp.{name}", module)
    monkeypatch.setitem(sys.modules, "_stelp", package)
    return run(TUPLE)["Place"]


def run(text: str) -> "dict[str, Any]":
    return executed(lowered(text.encode()))


def executed(code: Any) -> "dict[str, Any]":
    names: dict[str, Any] = {"__name__": __name__}
    exec(compile(code, "<ours>", "exec", dont_inherit=True), names)  # noqa: S102 - ours
    return names


PLACE = executed(TUPLE)["Place"]
"""The class as it is written."""


def test_a_named_tuple_is_what_python_makes_of_it(made: Any) -> None:
    for build in (lambda cls: cls(3), lambda cls: cls(3, names=("a",)), lambda cls: cls._make([1, 2, ()])):
        mine, real = build(made), build(PLACE)
        assert (mine == real, repr(mine), mine._asdict(), mine._fields, mine.__match_args__, hash(mine)) == (
            (True, repr(real), real._asdict(), real._fields, real.__match_args__, hash(real))
        )
        assert (mine.line, mine.column, mine.names, mine.after, mine.of(2)) == (
            (real.line, real.column, real.names, real.after, real.of(2))
        )
    assert not hasattr(made(1), "__dict__")


@pytest.mark.parametrize(
    "misused",
    [
        lambda cls: cls(),
        lambda cls: cls(1, 2, (), 4),
        lambda cls: cls(1, other=2),
        lambda cls: cls._make([1]),
        lambda cls: setattr(cls(1), "line", 2),
        lambda cls: cls(1)._replace(other=2),
    ],
)
def test_it_is_misused_as_little(made: Any, misused: Any) -> None:
    with pytest.raises((TypeError, AttributeError, ValueError)) as real:
        misused(PLACE)
    with pytest.raises(real.type):
        misused(made)


def test_what_only_readers_and_checkers_need_is_gone(made: Any) -> None:
    del made
    text = (
        "import re\nfrom collections.abc import Callable\nfrom typing import Any, cast\n"
        "Visitor = Callable[[Any], Any]\nLINE = re.compile('^a', re.MULTILINE)\n"
        "def f(x: Any, *rest: int, y: 'str' = '') -> Visitor:\n    z: int = cast('int', x)\n    return z\n"
    )
    names = run(text)
    assert names["f"](4) == 4
    assert names["f"].__annotations__ == {}
    assert names["LINE"].findall("a\na") == ["a", "a"]
    assert {"Any", "cast", "Callable"}.isdisjoint(names)


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_every_function_of_ours_keeps_its_statements(file: Path) -> None:
    """Nothing but annotations, `cast` and classes of fields differs."""
    real, mine = ast.parse(file.read_bytes()), lowered(file.read_bytes())
    assert bodies(mine) == bodies(real)


def bodies(tree: ast.AST) -> "dict[str, list[str]]":
    """What each function does, by its name, without what annotations and `cast` say."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name != "__new__":
            found.setdefault(node.name, []).append(ast.dump(Plain().visit(node)))
    return found


class Plain(ast.NodeTransformer):
    """Written once more, apart from `lowering.py`, for the comparison alone."""

    def visit(self, node: ast.AST) -> Any:
        for name in ("annotation", "returns"):
            if hasattr(node, name) and not isinstance(node, ast.AnnAssign):
                setattr(node, name, None)
        node = self.generic_visit(node)
        if isinstance(node, ast.AnnAssign):
            return ast.Assign([node.target], node.value) if node.value else ast.Pass()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cast":
            return node.args[1]
        return ast.Pass() if isinstance(node, (ast.Import, ast.ImportFrom)) else node
