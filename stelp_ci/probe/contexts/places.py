"""From lines where code begins to the functions that hold it, read off the tree. Names of the process are not asked."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from stelp_ci.model.syntax import SourceError, parse_source
from stelp_ci.probe.survey.functions import FunctionNode, first_line

Spans = list[tuple[int, int, str]]


class Places:
    """The functions of the files below `root`, each file read when it is first asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._spans: dict[str, Spans] = {}

    def functions(self, lines: Iterable[tuple[str, int]]) -> Iterator[str]:
        """`path::qualname` of the functions in which the lines lie; nothing for lines of no function."""
        for path, line in lines:
            found = [(end - start, name) for start, end, name in self._of(path) if start <= line <= end]
            if found:
                yield key(path, min(found)[1])

    def _of(self, path: str) -> Spans:
        if path not in self._spans:
            self._spans[path] = self._read(path)
        return self._spans[path]

    def _read(self, path: str) -> Spans:
        """NOTE: the path comes from the sandbox: it must not lead out of the tree."""
        try:
            file = (self._root / path).resolve()
            if not file.is_relative_to(self._root):
                return []
            return list(_spans(parse_source(file.read_bytes()).tree, ""))
        except (OSError, ValueError, SourceError):
            return []


def key(path: str, qualname: str) -> str:
    """One function. What is defined inside another one is that one's."""
    return f"{path}::{qualname.partition('.<locals>')[0]}"


def _spans(node: ast.AST, prefix: str) -> Iterator[tuple[int, int, str]]:
    """Functions that are not inside others, with the lines that they take."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FunctionNode):
            yield first_line(child), child.end_lineno or child.lineno, prefix + child.name
        elif isinstance(child, ast.ClassDef):
            yield from _spans(child, f"{prefix}{child.name}.")
        else:
            yield from _spans(child, prefix)
