"""From checked text to a syntax tree within bounds."""

import ast
import sys
import warnings

from .children import children
from .codes import PARSER_GAVE_UP, SYNTAX, TOO_LARGE
from .limits import Limits
from .position import lines_of
from .result import Refusal, Source


def parse(source: Source, limits: Limits) -> "ast.Module | Refusal":
    """The tree of a source that passed the input discipline. Never raises for what the source says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes and the like are no business of ours
        return parse_with_warnings(source, limits)


def parse_with_warnings(source: Source, limits: Limits, *, count: bool = True) -> "ast.Module | Refusal":
    """The same for a caller that keeps Python's warnings quiet itself.

    `count=False` spares counting the nodes of a source too small to have too many.
    """
    try:
        tree = ast.parse(source.text)
    except SyntaxError as error:
        return _syntax(error, source.text)
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        return PARSER_GAVE_UP.at(1, 1, str(error) or type(error).__name__)
    return (_too_many_nodes(tree, limits.nodes) if count else None) or tree


def _syntax(error: SyntaxError, text: str) -> Refusal:
    """The parser's own words, with a place that exists: it may name a line behind the end, or none."""
    lines = lines_of(text)
    line = min(max(error.lineno or 1, 1), len(lines))
    column = min(max(error.offset or 1, 1), len(lines[line - 1]) + 1)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return SYNTAX.at(line, column, f"{error.msg} (read as Python {version})")


def _too_many_nodes(tree: ast.Module, most: int) -> "Refusal | None":
    pending: list[ast.AST] = [tree]
    count = 0
    while pending:
        count += 1
        pending.extend(children(pending.pop()))
        if count + len(pending) > most:
            return TOO_LARGE.at(1, 1, f"more than {most:,} syntax nodes")
    return None
