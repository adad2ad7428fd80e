"""The guarded profile's one rewriting: a handler for everything lets the denial of a capability through."""

import ast
import re
from collections.abc import Iterator
from typing import Any

BROAD = frozenset(("BaseException",))
_NARROW = ("Error", "Exception", "Warning", "Exit", "Iteration")
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_HANDLER = re.compile(rb"except\b([^:]*)")
_COOKIE = re.compile(rb"coding[:=](?![ \t]*(?i:utf-?8|ascii|latin-?1)\b)")
_NAME = re.compile(rb"[\w.]+")


def may_take_all(source: bytes) -> bool:
    """Whether a handler in this text may need the rewriting: false only where a glance shows that none does.

    Parsing costs more than the import itself. A handler is passed over when all that stands between its `except` and
    the next colon are names that `_takes_all` knows to be narrow. Text that is not UTF-8 may hide an `except`.
    """
    if any(_COOKIE.search(line) for line in source.split(b"\n", 2)[:2]):
        return True
    return any(_may_take_all(handler) for handler in _HANDLER.findall(source))


def _may_take_all(caught: bytes) -> bool:
    named = caught.partition(b" as ")[0].strip()
    inner = named[1:-1] if named.startswith(b"(") and named.endswith(b")") else named
    return not all(_is_narrow_name(name.strip()) for name in inner.strip().removesuffix(b",").split(b","))


def _is_narrow_name(name: bytes) -> bool:
    return _NAME.fullmatch(name) is not None and _is_narrow(name.rpartition(b".")[2].decode("ascii"))


def let_denial_through(tree: ast.Module, name: str) -> bool:
    """Put `except NAME: raise` before each handler that takes everything, in place; whether there was any.

    `name` has to be found among the builtins when the code runs. New nodes stand at the line of the handler that they
    protect, so that tracebacks and coverage show the same lines as before.
    """
    attempts = [node for node in _statements(tree) if getattr(node, "handlers", ())]
    return sum(_protect(node, name) for node in attempts) > 0


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Every statement, with handlers and cases: no expression holds any, and most nodes are expressions."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for field in _BLOCKS:
            waiting += getattr(node, field, ())


def _protect(attempt: Any, name: str) -> bool:
    first = next((place for place, handler in enumerate(attempt.handlers) if _takes_all(handler.type)), None)
    if first is None:
        return False
    attempt.handlers.insert(first, _let_through(attempt.handlers[first], name))
    return True


def _takes_all(caught: "ast.expr | None") -> bool:
    """Whether a handler of this type can meet an exception that is no `Exception`: any name may mean such a class."""
    match caught:
        case None:
            return True
        case ast.Tuple(elts=parts):
            return any(_takes_all(part) for part in parts)
        case ast.Name(id=called) | ast.Attribute(attr=called):
            return not _is_narrow(called)
        case _:
            return True


def _is_narrow(called: str) -> bool:
    return called not in BROAD and called.endswith(_NARROW)


def _let_through(handler: ast.ExceptHandler, name: str) -> ast.ExceptHandler:
    caught = ast.Name(id=name, ctx=ast.Load())
    guard = ast.ExceptHandler(type=caught, name=None, body=[ast.Raise(exc=None, cause=None)])
    for node in ast.walk(guard):
        ast.copy_location(node, handler)
    return guard
