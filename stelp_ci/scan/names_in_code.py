"""Dotted names as they are written, with import aliases resolved: `b.b64decode` is `base64.b64decode`. Pure."""

import ast
from collections.abc import Iterable


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a chain of attributes on a name; empty for everything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def aliases(nodes: Iterable[ast.AST]) -> dict[str, str]:
    """What each imported name stands for, anywhere among the nodes of a file: the last import wins."""
    found: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return found


def resolved(node: ast.AST, known: dict[str, str]) -> str:
    """The dotted name of `node` with its first part replaced by what it was imported as; `builtins.` is dropped."""
    name = dotted(node)
    first, dot, rest = name.partition(".")
    full = known.get(first, first) + dot + rest
    return full.removeprefix("builtins.").removeprefix("__builtins__.")
