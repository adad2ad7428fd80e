"""The second checker says what in a rewritten tree must not run; it shares only the helpers' names with the first.

It works by reflection over Python's own grammar: every class has to be known, every text in every field is held to one
rule, every operator is looked at, and every place where the first checker has to have put a helper (`demands.py`).
"""

import ast
from collections import defaultdict
from collections.abc import Callable
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from . import inserted
from .demands import CHECKS, words, wrong_identifier

_KNOWN = words("""
    Module FunctionDef AsyncFunctionDef ClassDef Return Delete Assign AugAssign AnnAssign For AsyncFor While If
    With AsyncWith Match Raise Try TryStar Assert Global Nonlocal Expr Pass Break Continue BoolOp NamedExpr
    BinOp UnaryOp Lambda IfExp Dict Set ListComp SetComp DictComp GeneratorExp Await Yield YieldFrom Compare
    Call FormattedValue JoinedStr Constant Attribute Subscript Starred Name List Tuple Slice comprehension
    ExceptHandler arguments arg keyword withitem match_case MatchValue MatchSingleton MatchSequence MatchMapping
    MatchClass MatchStar MatchAs MatchOr TypeVar ParamSpec TypeVarTuple
""")
_KNOWN_OPERATORS = frozenset(
    getattr(ast, name)
    for name in words("""
    And Or Add Sub Mult MatMult Div Mod Pow LShift RShift BitOr BitXor BitAnd FloorDiv Invert Not UAdd USub Eq NotEq Lt
    LtE Gt GtE Is IsNot In NotIn
""")
)
_WITHHELD = words("eval exec compile open __import__ globals locals breakpoint __builtins__")
_DEFINING = {
    ast.FunctionDef: attrgetter("name"), ast.AsyncFunctionDef: attrgetter("name"), ast.ClassDef: attrgetter("name"),
    ast.ExceptHandler: attrgetter("name"), ast.arg: attrgetter("arg"),
}  # fmt: skip
_CONSTANT, _LOAD = ast.Constant, ast.Load

Nodes = dict[type, list[Any]]
"""The nodes of a tree by their classes, constants left out."""
Wrong = tuple[ast.AST, str]


def unverified(tree: ast.Module, added: "frozenset[str]" = frozenset()) -> "Wrong | None":
    """A node that must not run, and what is wrong with it; None for a tree that may run.

    `added` are names of builtins that the policy offers beyond the usual.
    """
    nodes = _by_class(tree)
    if isinstance(nodes, tuple):
        return nodes
    names = nodes.get(ast.Name, [])
    read = {node.id for node in names if node.ctx.__class__ is _LOAD}
    stored = {node.id for node in names if node.ctx.__class__ is not _LOAD}
    defined = _defined(nodes, stored)
    return (
        _wrong_name(names, read - inserted.HELPERS, stored - {inserted.TARGET}, defined | added)
        or _wrong_part(nodes, _IDENTIFIERS, wrong_identifier)
        or _wrong_part(nodes, _OPERATORS, _wrong_operator)
        or _wrong_node(nodes, defined)
    )


def _by_class(tree: ast.Module) -> "Nodes | Wrong":
    """Every node below `tree`, or one of a class that is not in the language."""
    found: defaultdict[type, list[Any]] = defaultdict(list)
    pending: list[Any] = [tree]
    for node in pending:  # grows while it is read
        kind = node.__class__
        if kind is _CONSTANT:
            continue
        slots = _SLOTS.get(kind)
        if slots is None:
            return node, f"{kind.__name__} is not in the language"
        single, several, lists = slots
        found[kind].append(node)
        if single is not None:
            pending.append(single(node))
        elif several is not None:
            pending += several(node)
        for items in lists:
            pending += items(node)
    return found


def _defined(nodes: Nodes, stored: "set[str]") -> "frozenset[str]":
    """The names that a program gives to something of its own."""
    given = (node_name(node) for kind, node_name in _DEFINING.items() for node in nodes.get(kind, ()))
    attributes = (node.attr for node in nodes.get(ast.Attribute, ()) if node.ctx.__class__ is not _LOAD)
    return frozenset(chain(stored, filter(None, given), attributes))


def _wrong_name(
    names: "list[ast.Name]", read: "set[str]", stored: "set[str]", known: "frozenset[str]"
) -> "Wrong | None":
    """A name that is reserved, or that leads out of the program."""
    for name in read & _WITHHELD:
        if name not in known:
            return _named(names, name), f"{name} runs or reaches what programs must not"
    for name in stored | (read - _WITHHELD):
        if wrong := wrong_identifier(name):
            return _named(names, name), wrong
    return None


def _named(names: "list[ast.Name]", name: str) -> ast.Name:
    return next(node for node in names if node.id == name)


def _wrong_part(nodes: Nodes, parts: "_Parts", wrong_with: "Callable[[Any], str]") -> "Wrong | None":
    """A node with an identifier or an operator that it must not have. Each is looked at once, wherever it stands."""
    found: set[Any] = set()
    for kind, part in parts.single:
        if kind in nodes:
            found.update(map(part, nodes[kind]))
    for kind, part in parts.lists:
        if kind in nodes:
            found.update(chain.from_iterable(map(part, nodes[kind])))
    for item in found:
        if item is not None and (wrong := wrong_with(item)):
            return parts.holder(nodes, item), wrong
    return None


def _wrong_operator(operator: ast.AST) -> str:
    return "" if operator.__class__ in _KNOWN_OPERATORS else "an unknown operator"


def _wrong_node(nodes: Nodes, defined: "frozenset[str]") -> "Wrong | None":
    """The first node whose place is not as it has to be."""
    for kind, check in CHECKS.items():
        for node in nodes.get(kind, ()):
            if wrong := check(node, defined):
                return node, wrong
    return None


class _Slots(NamedTuple):
    """What a class of nodes holds."""

    single: "Callable[[Any], Any] | None"
    """Reads the field that holds one node, where there is one such field."""
    several: "Callable[[Any], tuple[Any, ...]] | None"
    """Reads the fields that hold one node each, where there are several."""
    lists: "tuple[Callable[[Any], list[Any]], ...]"


class _Parts(NamedTuple):
    """The fields of one kind, of all classes: those that hold one item or none, and those that hold a list."""

    single: "list[tuple[type, Callable[[Any], Any]]]"
    lists: "list[tuple[type, Callable[[Any], list[Any]]]]"

    def holder(self, nodes: Nodes, item: object) -> ast.AST:
        """A node that holds the item."""
        ones = (node for kind, part in self.single for node in nodes.get(kind, ()) if part(node) == item)
        return next(
            chain(ones, (node for kind, part in self.lists for node in nodes.get(kind, ()) if item in part(node)))
        )


_DATA = frozenset(("string", "int", "constant", "expr_context", "type_ignore"))
"""Types of fields that hold nothing to look at."""
_NAMES = frozenset(("identifier",))
_SIGNS = frozenset(("operator", "boolop", "unaryop", "cmpop"))


def _grammar(kind: "type[ast.AST]") -> "dict[str, str]":
    """The fields of a class with their types, as Python's own grammar says them in the class's documentation."""
    _, _, inner = (kind.__doc__ or "").partition("(")
    parts = [part.split() for part in inner.rstrip(")").split(",") if part.strip()]
    written = {part[1]: part[0] for part in parts}
    if tuple(written) != kind._fields:
        raise TypeError(f"the grammar of {kind.__name__} is not known")
    return written


def _slots(kind: "type[ast.AST]") -> _Slots:
    held = {field: said for field, said in _grammar(kind).items() if said.rstrip("?*") not in _DATA | _NAMES | _SIGNS}
    nodes = [field for field, said in held.items() if not said.endswith("*")]
    lists = tuple(attrgetter(field) for field in held if field not in nodes)
    single = attrgetter(nodes[0]) if len(nodes) == 1 else None
    return _Slots(single, attrgetter(*nodes) if len(nodes) > 1 else None, lists)


def _parts(types: "frozenset[str]", but: "tuple[type, ...]" = ()) -> _Parts:
    found = _Parts([], [])
    for kind in _KINDS:
        for field, said in _grammar(kind).items():
            if said.rstrip("?*") in types and kind not in but:
                (found.lists if said.endswith("*") else found.single).append((kind, attrgetter(field)))
    return found


_KINDS = [getattr(ast, name) for name in sorted(_KNOWN) if hasattr(ast, name)]
_SLOTS = {kind: _slots(kind) for kind in _KINDS}
_SLOTS[type(None)] = _Slots(None, None, ())  # what is optional and left out
_IDENTIFIERS = _parts(_NAMES, but=(ast.Name, ast.Attribute))  # these have rules of their own
_OPERATORS = _parts(_SIGNS)
