"""Lines in which a fault teaches nobody anything: logging, messages, representations, assertions, type checking."""

import ast
from collections.abc import Iterator

_TELLING = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print", "echo"})
_LOGGERS = frozenset({"log", "logger", "logging", "_log", "_logger", "LOG", "LOGGER", "warnings"})
_REPRESENTATIONS = frozenset({"__repr__", "__str__", "__format__", "__rich_repr__"})


def arid_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[int]:
    """The lines of a function that no fault is put into."""
    if function.name in _REPRESENTATIONS:
        return frozenset(_lines(function))
    return arid_nodes(function)


def arid_nodes(tree: ast.AST) -> frozenset[int]:
    """The lines of such statements anywhere in a tree."""
    return frozenset(line for node in ast.walk(tree) if _is_arid(node) for line in _lines(node))


def _is_arid(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.Raise() | ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=func)):
            return _is_telling(func)
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.If(test=ast.Attribute(attr="TYPE_CHECKING")):
            return True
        case _:
            return False


def _is_telling(func: ast.expr) -> bool:
    match func:
        case ast.Name(id=name):
            return name in ("print", "warn")
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return name in _TELLING and (owner in _LOGGERS or "log" in owner.lower())
        case ast.Attribute(value=ast.Attribute(attr=owner), attr=name):
            return name in _TELLING and "log" in owner.lower()
        case _:
            return False


def _lines(node: ast.AST) -> Iterator[int]:
    start, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    yield from range(start, (end or start) + 1)
