"""The children of a syntax node that can hold code: contexts and operators have none and say nothing."""

import ast
from functools import lru_cache
from typing import cast

_WITHOUT_CODE = frozenset(
    (
        "ctx", "op", "ops", "id", "attr", "arg", "kind", "level", "module", "names", "rest", "kwd_attrs", "conversion",
        "simple", "is_async", "type_comment", "type_ignores",
    )
)  # fmt: skip
"""Fields that hold names, numbers and operators in every class that has them."""


def children(node: ast.AST) -> "list[ast.AST]":
    """The child nodes in the order of the node's fields."""
    found: list[ast.AST] = []
    for name in _fields(type(node)):
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found.extend(item for item in cast("list[object]", value) if isinstance(item, ast.AST))
    return found


@lru_cache(maxsize=256)
def _fields(kind: "type[ast.AST]") -> tuple[str, ...]:
    return tuple(name for name in kind._fields if name not in _WITHOUT_CODE)
