"""The annotated case beside a rule: which lines it must hit, which it must leave alone, and an example of each."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_ANNOTATION = re.compile(r"^\s*# (ruleid|ok): ([a-z0-9-]+)$")


class Case(NamedTuple):
    """`positives` and `negatives` are the lines below `# ruleid:` and `# ok:` of the one rule, counted from 1."""

    text: str
    positives: tuple[int, ...]
    negatives: tuple[int, ...]


def read_case(path: Path, rule: str) -> Case | None:
    """The case at `path`; None where there is no such file."""
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8", errors="replace")
    hit, spared = (tuple(_annotated(text, kind, rule)) for kind in ("ruleid", "ok"))
    return Case(text, hit, spared)


def _annotated(text: str, kind: str, rule: str) -> Iterator[int]:
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        found = _ANNOTATION.match(line)
        if found and found.groups() == (kind, rule):
            yield next(at for at in range(number, len(lines)) if not _ANNOTATION.match(lines[at])) + 1


def example(case: Case, line: int) -> str:
    """The module-level statement around `line`, without annotations; the line alone where the case does not parse."""
    lines = case.text.split("\n")
    first, last = _statement(case.text, line)
    return "\n".join(text for text in lines[first - 1 : last] if not _ANNOTATION.match(text)).strip("\n")


def _statement(text: str, line: int) -> tuple[int, int]:
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return line, line
    for node in body:
        first = min([node.lineno, *(above.lineno for above in getattr(node, "decorator_list", []))])
        if first <= line <= (node.end_lineno or node.lineno):
            return first, node.end_lineno or node.lineno
    return line, line
