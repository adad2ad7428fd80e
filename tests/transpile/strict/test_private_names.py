"""Every private name of the classes in offered modules was judged: refused by name, or harmless where it is read."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

from stelp_ci.transpile.facades.table import LISTINGS
from stelp_ci.transpile.strict.names import ESCAPES, PRIVATE_METHODS

HARMLESS = frozenset(
    (Path(__file__).parents[2] / "cases" / "transpile" / "private_names.txt").read_text("utf-8").split()
)
OURS = frozenset(("asyncio", "sys", "time"))
"""Of these nothing of the library's own classes is handed out."""
BEHIND = ("_collections_abc", "_weakrefset", "json.decoder", "json.encoder", "reprlib")
"""Where the classes of some facades are written."""


def private_names() -> Iterator[str]:
    """What classes of these modules define, assign in their bodies, or set on themselves."""
    for module in sorted({*LISTINGS, *BEHIND} - OURS):
        try:
            source = inspect.getsource(importlib.import_module(module))
        except (ImportError, TypeError, OSError):
            continue  # of a later Python, or written in C
        for cls in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)):
            yield from (name for node in ast.walk(cls) for name in _named(node) if _is_private(name))


def _named(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Attribute(attr=name, ctx=ast.Store()) | ast.Name(id=name, ctx=ast.Store()):
            yield name
        case _:
            return


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def test_every_private_name_of_the_library_was_judged() -> None:
    found = {*private_names()}
    assert len(found) > 100, "the classes were not found"
    assert sorted(found - HARMLESS - ESCAPES - PRIVATE_METHODS) == []


def test_no_name_is_both() -> None:
    assert sorted(HARMLESS & ESCAPES) == []
