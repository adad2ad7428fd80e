"""Digests of syntax trees that ignore position, formatting and comments, in linear time and without deep recursion."""

import ast
import hashlib
from collections.abc import Iterator
from typing import NamedTuple, cast

UnitNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Fingerprint(NamedTuple):
    """`own` stands for a unit without the functions and classes nested in it, `whole` for all of it.

    Neither depends on the unit's own name. `weight` is the number of tokens in the whole.
    """

    own: str
    whole: str
    weight: int


class Fingerprints:
    """The fingerprints of one file's units, each node looked at once.

    Nesting is as deep as indentation may be (100 levels in CPython), so that units may recurse.
    """

    def __init__(self) -> None:
        self._known: dict[UnitNode | ast.Module, Fingerprint] = {}

    def of(self, node: UnitNode | ast.Module) -> Fingerprint:
        """The fingerprint of one unit of the file."""
        if node not in self._known:
            self._known[node] = self._take(node)
        return self._known[node]

    def _take(self, node: UnitNode | ast.Module) -> Fingerprint:
        nested: list[UnitNode] = []
        digest = hashlib.sha256()
        weight = 0
        for token in _tokens(node, nested):
            digest.update(token.encode("utf-8", "backslashreplace"))
            digest.update(b"\0")
            weight += 1
        own = digest.hexdigest()
        for child in nested:
            inner = self.of(child)
            digest.update(f"{child.name}\0{inner.whole}\0".encode("utf-8", "backslashreplace"))
            weight += inner.weight
        return Fingerprint(own, digest.hexdigest(), weight)


def _tokens(root: UnitNode | ast.Module, nested: list[UnitNode]) -> Iterator[str]:
    """The tree in prefix notation without nested units, which are put into `nested` in source order.

    References to the unit's own name are made anonymous, so that a renamed recursive function stays the same.
    """
    name = None if isinstance(root, ast.Module) else root.name
    stack: list[object] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, UnitNode) and node is not root:
            nested.append(node)
        elif isinstance(node, ast.AST):
            yield type(node).__name__
            anonymous = name if node is root or isinstance(node, ast.Name) else None
            stack.extend(reversed(_fields(node, anonymous)))
        elif isinstance(node, list):
            items = cast("list[object]", node)
            yield f"list {sum(not isinstance(item, UnitNode) for item in items)}"
            stack.extend(reversed(items))
        else:
            yield _literal(node)


def _fields(node: ast.AST, anonymous: str | None) -> list[object]:
    """The values of the node's fields. `kind`, which tells u"" from "", means nothing."""
    values: list[object] = [getattr(node, field, None) for field in node._fields if field != "kind"]
    return values if anonymous is None else [None if value == anonymous else value for value in values]


def _literal(value: object) -> str:
    # NOTE: repr() of a long int raises ValueError (sys.set_int_max_str_digits); hex() does not.
    text = hex(value) if type(value) is int else repr(value)
    return f"{type(value).__name__} {text}"
