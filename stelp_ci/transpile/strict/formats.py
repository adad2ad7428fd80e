"""Format strings as they stand in the source: which fields read attributes, and how wide they pad."""

import ast
import re
from importlib import import_module
from typing import Any, cast

from ..strict_codes import FORMAT_FIELD, TOO_LONG
from .program import Program

_READS = re.compile(r"[.\[]")
_DIGITS = re.compile(r"[0-9]{6,}")
_PERCENT = re.compile(r"%[-+ #0]*(?:[0-9]*\.)?([0-9]{6,})")
_HARMLESS = 6
"""So short a text has no such number."""
_MOST_DIGITS = 18
_DEEPEST = 3
_PARSING = cast("Any", import_module("_string"))
"""What `string.Formatter` parses with; `string` itself is dear to load."""


def is_harmless(text: str, node: ast.AST, program: Program, depth: int = 0) -> bool:
    """Whether `text.format` may be used as it is. Fields that read private attributes are refused."""
    if depth > _DEEPEST:
        return False
    try:
        fields = list(_PARSING.formatter_parser(text))
    except ValueError:
        return True  # it raises the same when it is run
    for _, name, specification, _ in fields:
        if name and _READS.search(name):
            return _reads(name, node, program)
        if specification and not is_harmless(specification, node, program, depth + 1):
            return False
        width_of(specification, node, program)
    return True


def _reads(name: str, node: ast.AST, program: Program) -> bool:
    """Underscores are refused where they stand; what is left is decided by the safe formatter when it is run."""
    if "_" in name:
        program.refuse(FORMAT_FIELD, node, "{" + name + "}")
    return False


def width_of(specification: object, node: ast.AST, program: Program) -> None:
    """Refuse widths and precisions in a format specification that build strings of millions of characters."""
    if isinstance(specification, str) and len(specification) > _HARMLESS:
        _judge(_DIGITS.findall(specification), node, program)


def width_of_percent(text: "str | bytes", node: ast.AST, program: Program) -> None:
    """The same for `"%9999999d" % x`."""
    shown = text if isinstance(text, str) else text.decode("latin-1")
    if len(shown) > _HARMLESS:
        _judge(_PERCENT.findall(shown), node, program)


def _judge(numbers: "list[str]", node: ast.AST, program: Program) -> None:
    widest = max((int(digits[:_MOST_DIGITS]) for digits in numbers), default=0)
    if widest > program.policy.items:
        program.refuse(TOO_LONG, node, f"a width of {widest:,}")
