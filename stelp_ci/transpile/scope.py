"""Scopes and the names bound in them, as Python's own rules have it.

See https://docs.python.org/3/reference/executionmodel.html#naming-and-binding.
"""

import ast
from collections.abc import Iterator
from enum import Enum, unique
from typing import NamedTuple


@unique
class ScopeKind(Enum):
    """What opened a scope. `INNER` are comprehensions and type parameters: they nest, and bind only their own."""

    MODULE = 1
    FUNCTION = 2
    CLASS = 3
    INNER = 4


class Binding(NamedTuple):
    """One place where a name is bound.

    `value` is the expression bound, `hint` its annotation, `dotted` what an import binds; None where unknown.
    `is_sure` says that the place is reached whenever its module or class body is run to its end.
    """

    scope: "Scope"
    """The scope in which `value` and `hint` are evaluated."""
    line: int
    is_sure: bool
    value: "ast.expr | None" = None
    hint: "ast.expr | None" = None
    dotted: "str | None" = None


class Scope:
    """One namespace: its bindings by name, and what its names resolve to as far as that is known."""

    __slots__ = ("bindings", "deleted", "globals", "kind", "known", "nonlocals", "parent", "stars", "sure")

    def __init__(self, kind: ScopeKind, parent: "Scope | None") -> None:
        self.kind = kind
        self.parent = parent
        self.bindings: dict[str, list[Binding]] = {}
        self.known: dict[str, frozenset[str]] = {}
        """The dotted names that a name of this scope may stand for, filled in by `Origins`."""
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.deleted: set[str] = set()
        self.sure: dict[str, int] = {}
        """The first line on which a name is surely bound."""
        self.stars: dict[str, None] = {}
        """Modules of the table that are imported with `*`."""

    @property
    def module(self) -> "Scope":
        """The module's scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def bind(self, name: str, binding: Binding) -> None:
        """Record a binding where Python would make it: `global` and `nonlocal` lead elsewhere."""
        target = self
        if name in self.globals:
            target, binding = self.module, binding._replace(is_sure=False)
        elif name in self.nonlocals and self.parent is not None:
            target = next((scope for scope in self.parent.chain() if name in scope.bindings), self)
        target.bindings.setdefault(name, []).append(binding)
        if binding.is_sure:
            target.sure.setdefault(name, binding.line)

    def chain(self) -> "Iterator[Scope]":
        """This scope and those around it that its names are looked up in: classes are seen from their own body only."""
        scope: Scope | None = self
        while scope is not None:
            if scope is self or scope.kind is not ScopeKind.CLASS:
                yield scope
            scope = scope.parent

    def places(self, name: str) -> "Iterator[tuple[Scope, bool]]":
        """The scopes where a use of `name` is looked up, and whether the use is run while that scope's body is."""
        is_own = True
        for scope in self.chain():
            if name in scope.globals:
                yield scope.module, False
                return
            yield scope, is_own
            is_own = is_own and scope.kind is not ScopeKind.FUNCTION

    def settles(self, name: str, line: int, *, is_own: bool) -> bool:
        """Whether a use of `name` on `line` surely finds it here, so that no outer scope and no builtin is meant.

        A function's locals never fall back; names of a module or class do, where they are unbound at the time.
        """
        if name not in self.bindings:
            return False
        if self.kind in (ScopeKind.FUNCTION, ScopeKind.INNER):
            return True
        if name in self.deleted:
            return False
        return name in self.sure and (not is_own or self.sure[name] < line)
