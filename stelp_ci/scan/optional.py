"""Code that is written to go on where a library lacks something: `try: from math import sumprod except ImportError`."""

import ast

from stelp_ci.scan.source import Source

MODULES = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})
"""What catches a module that is missing."""

NAMES = MODULES | {"AttributeError"}
"""What catches a name that a module lacks."""


def goes_on_without(block: ast.Try, catching: frozenset[str]) -> bool:
    """Whether one of the handlers catches one of `catching`, or everything."""
    kinds = [handler.type for handler in block.handlers]
    named = {node.id for kind in kinds if kind for node in ast.walk(kind) if isinstance(node, ast.Name)}
    return None in kinds or not named.isdisjoint(catching)


def is_optional(source: Source, line: int, name: str) -> bool:
    """Whether what stands on `line` may lack `name`: inside such a `try`, or behind `hasattr(..., "name")`."""
    tried = (block.body for block in source.of(ast.Try) if goes_on_without(block, NAMES))
    asked = (block.body for block in source.of(ast.If) if _asks_for(block.test, name))
    return any(_holds(body, line) for body in (*tried, *asked))


def _asks_for(test: ast.expr, name: str) -> bool:
    calls = (node for node in ast.walk(test) if isinstance(node, ast.Call))
    return any(
        isinstance(call.func, ast.Name)
        and call.func.id == "hasattr"
        and any(isinstance(one, ast.Constant) and one.value == name for one in call.args)
        for call in calls
    )


def _holds(body: list[ast.stmt], line: int) -> bool:
    return bool(body) and body[0].lineno <= line <= (body[-1].end_lineno or body[-1].lineno)
