"""Digests of syntax trees that ignore position, formatting and comments, taken without recursion."""

import ast
import hashlib
from collections.abc import Iterator
from typing import NamedTuple, cast

UnitNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Fingerprint(NamedTuple):
    """The digest of a tree and the number of tokens in it."""

    digest: str
    weight: int


def whole(node: UnitNode) -> Fingerprint:
    """A unit with all that is nested in it: decorators, signature and body, but not its own name."""
    return _fingerprint(node, name=node.name, nested=True)


def own(node: UnitNode | ast.Module) -> Fingerprint:
    """A unit without the functions and classes nested in it."""
    return _fingerprint(node, name="" if isinstance(node, ast.Module) else node.name, nested=False)


def _fingerprint(root: ast.AST, *, name: str, nested: bool) -> Fingerprint:
    digest = hashlib.sha256()
    weight = 0
    for token in _tokens(root, name=name, nested=nested):
        digest.update(token.encode("utf-8", "backslashreplace"))
        digest.update(b"\0")
        weight += 1
    return Fingerprint(digest.hexdigest(), weight)


def _tokens(root: ast.AST, *, name: str, nested: bool) -> Iterator[str]:
    """The tree in prefix notation; references to the unit's own name are made anonymous (recursion, renaming)."""
    stack: list[object] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.AST):
            yield type(node).__name__
            stack.extend(_fields(node, name=name if node is root or isinstance(node, ast.Name) else ""))
        elif isinstance(node, list):
            items = [item for item in cast("list[object]", node) if nested or not isinstance(item, UnitNode)]
            yield f"list {len(items)}"
            stack.extend(reversed(items))
        else:
            yield _literal(node)


def _fields(node: ast.AST, *, name: str) -> list[object]:
    """The values of the node's fields, last first. `kind` tells u"" from "", which means nothing."""
    values: list[object] = [getattr(node, field, None) for field in node._fields if field != "kind"]
    if name:
        values = [None if value == name else value for value in values]
    return values[::-1]


def _literal(value: object) -> str:
    # NOTE: repr() of a long int raises ValueError (sys.set_int_max_str_digits); hex() does not.
    text = hex(value) if type(value) is int else repr(value)
    return f"{type(value).__name__} {text}"
