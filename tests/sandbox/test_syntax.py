"""The functions about trees do what those of `ast` do, on all that the transpiler is written in."""

import ast
from pathlib import Path
from typing import Any

import pytest

from sandbox import syntax

FILES = sorted((Path(__file__).parents[2] / "stelp_ci" / "transpile" / "strict").glob("*.py"))
PLACES = ("lineno", "col_offset", "end_lineno", "end_col_offset")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_tree_is_parsed_and_walked_alike(file: Path) -> None:
    tree = syntax.parse(file.read_text(encoding="utf-8"))
    assert ast.dump(tree, include_attributes=True) == ast.dump(ast.parse(file.read_bytes()), include_attributes=True)
    assert list(syntax.walk(tree)) == list(ast.walk(tree))
    for node in ast.walk(tree):
        assert list(syntax.iter_child_nodes(node)) == list(ast.iter_child_nodes(node))


@pytest.mark.parametrize("places", [(1, 2, 3, 4), (1, 2, None, None), (1, 2)])
def test_a_place_is_copied_alike(places: "tuple[int | None, ...]") -> None:
    build: Any = ast.Name  # whose ends may be None, whatever it is said to take
    old = build("x", ast.Load(), **dict(zip(PLACES, places, strict=False)))
    seen: list[dict[str, Any]] = []
    for copy in (ast.copy_location, syntax.copy_location):
        new = ast.Name("y", ast.Load(), end_lineno=9, end_col_offset=9)
        assert copy(new, old) is new
        seen.append({name: getattr(new, name, "none") for name in PLACES})
    assert seen[0] == seen[1]


def test_all_else_is_that_of_ast_itself() -> None:
    assert syntax.unparse(syntax.parse("x = 1")) == "x = 1"
    assert syntax.Name is ast.Name
    assert not hasattr(syntax, "ClassOfAnotherPython")
