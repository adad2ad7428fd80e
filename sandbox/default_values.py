"""Puts another literal in the place of a function's default value: its code object does not hold them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from types import CodeType
from typing import Any, cast

from .stubs import Original, UnlocatedError


def swap(originals: list[Original], before: str, after: str) -> None:
    """Give each function the default value that is written in `after` and not in `before`, at the lines of its file.

    Raises `UnlocatedError` where the function does not stand in both.
    """
    for one in originals:
        old, new = (signature(one.code, text) for text in (before, after))
        if old is None or new is None or len(old.kwonlyargs) != len(new.kwonlyargs):
            raise UnlocatedError("its signature does not stand where the source says")
        function = cast("Any", one.function)
        function.__defaults__ = tuple(changed(one.defaults or (), old.defaults, new.defaults)) or None
        places = {arg.arg: place for place, arg in enumerate(new.kwonlyargs)}
        named = list((one.kwdefaults or {}).items())
        pairs = [(old.kw_defaults[places[name]], new.kw_defaults[places[name]]) for name, _ in named]
        values = changed([value for _, value in named], [pair[0] for pair in pairs], [pair[1] for pair in pairs])
        function.__kwdefaults__ = dict(zip((name for name, _ in named), values, strict=True)) or None


def signature(code: CodeType, text: str) -> ast.arguments | None:
    """The arguments of the function that `text` has where `code` begins, decorators included."""
    functions = (
        node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    )
    named = (node for node in functions if node.name == code.co_name)
    return next((node.args for node in named if first_line(node) == code.co_firstlineno), None)


def first_line(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Where a definition begins, decorators included, as code objects count."""
    return min([node.lineno, *(mark.lineno for mark in node.decorator_list)])


def changed(values: Iterable[Any], before: Sequence[Any], after: Sequence[Any]) -> Iterator[Any]:
    """Each value, but for the one that is written otherwise: it is the new literal."""
    for value, old, new in zip(values, before, after, strict=True):
        yield value if ast.dump(old) == ast.dump(new) else ast.literal_eval(new)
