"""Where strings of more than one line stand in a Python file: what is written there is no identifier."""

import ast
from typing import NamedTuple


class Strings(NamedTuple):
    """`inside` are lines that a string fills; `ends` are those on which one ends, and the byte behind its quotes."""

    inside: frozenset[int] = frozenset()
    ends: dict[int, int] = {}  # noqa: RUF012 - nobody writes to it

    def code_in(self, line: str, number: int) -> str:
        """The line with what belongs to an earlier line's string blanked; columns stay."""
        if number in self.inside:
            return ""
        text = line.encode()[: self.ends.get(number, 0)].decode("utf-8", "replace")
        return " " * len(text) + line[len(text) :]


NONE = Strings()


def long_strings(tree: ast.Module) -> Strings:
    """Every string of several lines, docstrings among them. What stands inside of an f-string may be code."""
    inside: set[int] = set()
    ends: dict[int, int] = {}
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            last = node.end_lineno or node.lineno
            if last > node.lineno:
                inside.update(range(node.lineno + 1, last))
                ends[last] = max(ends.get(last, 0), node.end_col_offset or 0)
        elif not isinstance(node, ast.JoinedStr):
            waiting += ast.iter_child_nodes(node)
    return Strings(frozenset(inside) - ends.keys(), ends)
