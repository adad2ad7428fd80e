"""Mechanical repairs of Python lines, kept only where the result is sure to be what was meant."""

import ast
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from stelp_ci.model.finding import Fix
from stelp_ci.model.syntax import parse
from stelp_ci.scan.source import Source

MAX_LINES = 20
"""Lines of one repair: a longer one is no small thing that somebody accepts with one look."""


class Edit(NamedTuple):
    """`text` in place of what stands between two points: lines from 1, columns in bytes of UTF-8 from 1."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


def mend(source: Source, edit: Edit) -> Fix | None:
    """The edit as whole lines; None where it changes nothing, leaves no Python, or takes text from a string."""
    if not 1 <= edit.line <= edit.end_line <= len(source.lines):
        return None
    before = source.line(edit.line).encode("utf-8", "surrogatepass")[: edit.column - 1]
    behind = source.line(edit.end_line).encode("utf-8", "surrogatepass")[edit.end_column - 1 :]
    try:
        lines = (before.decode() + edit.text + behind.decode()).split("\n")
    except UnicodeDecodeError:
        return None
    fix = narrowed(source.lines, edit.line, edit.end_line, lines)
    return fix if fix and _is_sure(source, fix) else None


def narrowed(before: Sequence[str], start: int, end: int, lines: Sequence[str]) -> Fix | None:
    """`lines` for lines `start` to `end`, without those at both ends that stay; None for no change or a long one."""
    after = list(lines)
    while after and start <= end and after[0] == before[start - 1]:
        after, start = after[1:], start + 1
    while after and start <= end and after[-1] == before[end - 1]:
        after, end = after[:-1], end - 1
    if start > end or end - start >= MAX_LINES or len(after) > MAX_LINES:
        return None
    return Fix(start=start, end=end, lines=tuple(after))


def applied(lines: Sequence[str], fix: Fix) -> list[str]:
    """The file's lines with the repair made."""
    return [*lines[: fix.start - 1], *fix.lines, *lines[fix.end :]]


def _is_sure(source: Source, fix: Fix) -> bool:
    """NOTE: a pattern that finds its words in a string too would change what the program says."""
    tree = parse("\n".join(applied(source.lines, fix)).encode("utf-8", "surrogatepass"))
    return isinstance(tree, ast.Module) and _strings(source.tree) <= _strings(tree) and not _repeats_a_keyword(tree)


def _repeats_a_keyword(tree: ast.Module) -> bool:
    """NOTE: the parser takes `f(x=1, x=2)`, the compiler does not."""
    calls = (node.keywords for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = ([one.arg for one in keywords if one.arg] for keywords in calls)
    return any(len(set(given)) < len(given) for given in names)


def _strings(tree: ast.Module) -> Counter[str | bytes]:
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return Counter(value for value in constants if isinstance(value, str | bytes))
