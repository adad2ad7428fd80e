"""Digests of syntax trees that ignore position, formatting and comments, in linear time and without deep recursion."""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

UnitNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Fingerprint(NamedTuple):
    """The digest of a tree and the number of tokens in it; it does not depend on the unit's own name."""

    digest: str
    weight: int


class _Own(NamedTuple):
    fingerprint: Fingerprint
    nested: tuple[UnitNode, ...]


class Fingerprints:
    """The fingerprints of one file's units, taken when they are asked for, each node looked at once."""

    def __init__(self) -> None:
        self._own: dict[UnitNode | ast.Module, _Own] = {}
        self._whole: dict[UnitNode | ast.Module, Fingerprint] = {}

    def own(self, node: UnitNode | ast.Module) -> Fingerprint:
        """A unit without the functions and classes nested in it."""
        return self._alone(node).fingerprint

    def whole(self, node: UnitNode | ast.Module) -> Fingerprint:
        """A unit with all that is nested in it.

        Recursive, as deep as indentation may be (100 levels in CPython).
        """
        if node not in self._whole:
            (digest, weight), nested = self._alone(node)
            inner = [(child.name, self.whole(child)) for child in nested]
            text = "\0".join((digest, *(f"{name}\0{fingerprint.digest}" for name, fingerprint in inner)))
            weight += sum(fingerprint.weight for _, fingerprint in inner)
            self._whole[node] = Fingerprint(_sha256([text]), weight)
        return self._whole[node]

    def _alone(self, node: UnitNode | ast.Module) -> _Own:
        if node not in self._own:
            nested: list[UnitNode] = []
            tokens = list(_tokens(node, nested))
            self._own[node] = _Own(Fingerprint(_sha256(tokens), len(tokens)), tuple(nested))
        return self._own[node]


def _sha256(tokens: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(tokens).encode("utf-8", "backslashreplace")).hexdigest()


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
