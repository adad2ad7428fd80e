"""What a block of statements can change, and where it can be left: for loops that may not end."""

import ast
from collections.abc import Container, Iterator
from typing import NamedTuple

from . import inserted
from .words import words

_PURE_CALLS = words("""
    abs all any ascii bin bool bytes callable chr complex divmod enumerate float format frozenset hash hex int
    isinstance issubclass len list max min oct ord print range repr reversed round set sorted str sum tuple type
    zip dict
""") | {
    inserted.POW,
    inserted.LSHIFT,
    inserted.MULTIPLY,
    inserted.CHARGE,
    inserted.TICK,
    inserted.SPENT,
    inserted.IMPORT,
}
"""Builtins and helpers that change none of their arguments, as long as those are no iterators."""
_PURE_METHODS = words("""
    startswith endswith isdigit isalpha isalnum isupper islower isspace isnumeric isdecimal lower upper strip
    lstrip rstrip split rsplit splitlines join replace count index find rfind title capitalize swapcase keys
    values items get copy zfill encode decode format center ljust rjust partition rpartition bit_length
    is_integer casefold translate
""")
"""Methods that change nothing, whatever builtin they are called on."""
_OPENS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


_MUTATORS = words("""
    append extend insert remove pop clear sort reverse add discard update setdefault popitem appendleft popleft
""")
"""Methods that change the builtin they are called on, and nothing else."""


_LONGEST_CHAIN = 20


class Exit(NamedTuple):
    """One way out of a loop, with the conditions around it inside the loop."""

    node: ast.AST
    guards: "tuple[ast.expr, ...]"


def inside(node: ast.AST) -> "Iterator[ast.AST]":
    """A node and everything below that is run with it: not the bodies of functions defined in it."""
    pending: list[ast.AST] = [node]
    while pending:
        current = pending.pop()
        yield current
        if not isinstance(current, _OPENS):
            pending.extend(ast.iter_child_nodes(current))


def exits(body: "list[ast.stmt]") -> "Iterator[Exit]":
    """Every break, return, raise, yield and await by which this loop may be left or suspended."""
    yield from _exits(body, (), is_inner=False)


def _exits(body: "list[ast.stmt]", guards: "tuple[ast.expr, ...]", *, is_inner: bool) -> "Iterator[Exit]":
    for statement in body:
        if isinstance(statement, (ast.Return, ast.Raise)) or (isinstance(statement, ast.Break) and not is_inner):
            yield Exit(statement, guards)
        elif isinstance(statement, ast.Assert):
            yield Exit(statement, (*guards, statement.test))
        yield from (Exit(node, guards) for node in _suspensions(statement))
        yield from _nested(statement, guards, is_inner=is_inner)


def _nested(statement: ast.stmt, guards: "tuple[ast.expr, ...]", *, is_inner: bool) -> "Iterator[Exit]":
    if isinstance(statement, ast.If):
        guarded = (*guards, statement.test)
        yield from _exits([*statement.body, *statement.orelse], guarded, is_inner=is_inner)
    elif isinstance(statement, _LOOPS):
        yield from _exits(statement.body, guards, is_inner=True)
        yield from _exits([] if _is_spent(statement.orelse) else statement.orelse, guards, is_inner=is_inner)
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        yield from _exits(statement.body, guards, is_inner=is_inner)
    elif isinstance(statement, (ast.Try, ast.TryStar)):
        handlers = [inner for handler in statement.handlers for inner in handler.body]
        blocks = [*statement.body, *handlers, *statement.orelse, *statement.finalbody]
        yield from _exits(blocks, guards, is_inner=is_inner)
    elif isinstance(statement, ast.Match):
        for case in statement.cases:
            yield from _exits(case.body, (*guards, statement.subject), is_inner=is_inner)


def _is_spent(orelse: "list[ast.stmt]") -> bool:
    """Whether this is the `else` of our own making, which no program reaches."""
    return bool(orelse) and isinstance(orelse[0], ast.Expr) and inserted.SPENT in _called(orelse[0].value)


def _called(node: ast.AST) -> "set[str]":
    return {node.func.id} if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else set()


def _suspensions(statement: ast.stmt) -> "Iterator[ast.AST]":
    """Yields and awaits in the expressions of one statement, not in the statements below it."""
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.expr):
            yield from (node for node in inside(child) if isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await)))


def names_in(node: ast.AST) -> "set[str]":
    """The names that are run with a node."""
    return {inner.id for inner in inside(node) if isinstance(inner, ast.Name)}


def _handed_on(node: ast.AST) -> "set[str]":
    """The names whose objects, or parts of them, an expression may give."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, (ast.Constant, ast.JoinedStr, ast.Compare)):
        return set()
    if isinstance(node, ast.Call):
        return names_in(node)
    return {name for child in ast.iter_child_nodes(node) for name in _handed_on(child)}


class Effects:
    """What running `body` once may change. Where it cannot be seen, it may."""

    def __init__(self, body: "list[ast.stmt]", bound: "Container[str]", but: str = "") -> None:
        """`bound` are names that the program defines: a builtin among them is none. Calls of `but` are not counted."""
        self._assigned: set[str] = set()
        self._touched: set[str] = set()
        self._aliases: list[tuple[ast.AST, ast.AST]] = []
        self._kept: list[ast.expr] = []
        """What was put into containers."""
        self._is_deep = False
        """Whether something within a container is changed: then what was put into one is."""
        self._stores = False
        """Whether an attribute or an item of anything is stored or deleted."""
        self._suspends = False
        """Whether the caller gets to act in between."""
        self._calls = False
        """Whether something is called that may change what it can reach."""
        self._bound = bound
        self._but = but
        for statement in body:
            for node in inside(statement):
                self._read(node)
        if self._is_deep:
            for argument in self._kept:
                self._touch(argument)
        self._follow()

    def may_change(self, condition: ast.expr) -> bool:
        """Whether the condition may come out differently after the body was run."""
        return any(self._changes(node) for node in inside(condition))

    def keeps(self, names: "list[str]") -> bool:
        """Whether none of these variables, nor what they hold, changes, and nothing is called that keeps state."""
        return not (self._calls or self._stores or {*names} & (self._assigned | self._touched))

    def is_local(self) -> bool:
        """Whether nothing but local variables changes."""
        return not (self._calls or self._stores or self._suspends)

    def _changes(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Name):
            name = node.id
            return self._calls or name in self._assigned or name in self._touched
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            return self._calls or self._stores
        if isinstance(node, ast.Call):
            return not self._is_pure(node)
        return isinstance(node, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Lambda))

    def _read(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                self._assigned.add(node.id)
        elif isinstance(node, (ast.Attribute, ast.Subscript)):
            if not isinstance(node.ctx, ast.Load):
                self._stores = True
                self._is_deep = self._is_deep or not isinstance(node.value, ast.Name)
                self._touch(node.value)
        elif isinstance(node, ast.Call):
            self._call(node)
        else:
            self._bind(node)

    def _bind(self, node: ast.AST) -> None:
        if isinstance(node, (*_OPENS[:2], ast.ClassDef)):
            self._assigned.add(node.name)
            self._calls = True
        elif isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await)):
            self._suspends = True
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            self._assigned.update(node.names)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            self._assigned.add(node.name)
        else:
            self._alias(node)

    def _alias(self, node: ast.AST) -> None:
        """Other names for the same object, or for something in it: a change of the one is a change of the other."""
        if isinstance(node, ast.Assign):
            self._aliases += [(target, node.value) for target in node.targets]
        elif isinstance(node, (ast.For, ast.comprehension)):
            self._aliases.append((node.target, node.iter))
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._aliases.append((node.optional_vars, node.context_expr))
        elif isinstance(node, ast.NamedExpr):
            self._aliases.append((node.target, node.value))

    def _follow(self) -> None:
        """Carry what is touched under one name over to the names that it came from."""
        named = [(names_in(target), _handed_on(value)) for target, value in self._aliases]
        for _ in range(_LONGEST_CHAIN):
            before = len(self._touched)
            for targets, sources in named:
                if targets & self._touched:
                    self._touched |= sources
            if len(self._touched) == before:
                return
        self._calls = True  # too long a chain to follow: anything may change

    def _call(self, node: ast.Call) -> None:
        if self._is_pure(node):
            return
        arguments = [*node.args, *(given.value for given in node.keywords)]
        if isinstance(node.func, ast.Attribute) and node.func.attr in _MUTATORS:
            self._stores = True
            self._is_deep = self._is_deep or not isinstance(node.func.value, ast.Name)
            self._kept += arguments
        else:
            self._calls = True
            for argument in arguments:
                self._touch(argument)
        if isinstance(node.func, ast.Attribute):
            self._touch(node.func.value)

    def _touch(self, node: "ast.AST | None") -> None:
        """Whatever names this expression hands on may be changed behind them."""
        if node is not None:
            self._touched |= names_in(node)

    def _is_pure(self, node: ast.Call) -> bool:
        function = node.func
        if isinstance(function, ast.Name):
            return function.id == self._but or (function.id in _PURE_CALLS and function.id not in self._bound)
        return isinstance(function, ast.Attribute) and function.attr in _PURE_METHODS
