"""One Python file of one side as CPython reads it: decoded by its cookie, with `\\n` for every line end."""

import ast
import io
import re
import tokenize
from functools import cached_property
from typing import TypeVar, cast

from stelp_ci.model.change import Unreadable
from stelp_ci.model.syntax import parse
from stelp_ci.scan.symbols import MODULE, Scope, scopes, symbols_by_line

_COOKIE = r"(?a)^([ \t\f]*#.*?)coding(?=[:=])"
_Node = TypeVar("_Node", bound=ast.AST)


class Source:
    """Readable Python. `path` is the model's, `text` what the interpreter would compile, `tree` what it would see."""

    def __init__(self, path: str, text: str, tree: ast.Module) -> None:
        self.path = path
        self.text = text
        self.tree = tree

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends. NOTE: `splitlines` would also split at form feeds, which Python does not."""
        return self.text.split("\n")

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree, level by level like `ast.walk`, walked once for all analysers."""
        return _walked(self.tree)

    def of(self, *kinds: type[_Node]) -> list[_Node]:
        """The nodes of these classes, one class after the other."""
        return [cast(_Node, node) for kind in kinds for node in self._by_kind.get(kind, ())]

    @cached_property
    def _by_kind(self) -> dict[type[ast.AST], list[ast.AST]]:
        found: dict[type[ast.AST], list[ast.AST]] = {}
        for node in self.nodes:
            found.setdefault(type(node), []).append(node)
        return found

    def line(self, number: int) -> str:
        """The text of a line counted from 1; empty outside the file."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def symbol_at(self, line: int) -> str:
        """The qualified name of the definition around `line`."""
        return self._symbols[line - 1] if 0 < line <= len(self._symbols) else MODULE

    def has_symbol(self, symbol: str) -> bool:
        """Whether the file defines `symbol`; every file has its module level."""
        return symbol == MODULE or any(scope.qualname == symbol for scope in self._scopes)

    @cached_property
    def _scopes(self) -> tuple[Scope, ...]:
        return scopes(self.tree)

    @cached_property
    def _symbols(self) -> list[str]:
        return symbols_by_line(self._scopes, len(self.lines))

    @cached_property
    def as_utf8(self) -> bytes:
        """The text for tools that know no cookies: same lines, UTF-8, the cookie made ineffective."""
        lines = [re.sub(_COOKIE, r"\1c-ding", line) for line in self.lines[:2]] + self.lines[2:]
        return "\n".join(lines).encode("utf-8", "backslashreplace")


def _walked(tree: ast.AST) -> list[ast.AST]:
    """NOTE: `ast.walk` asks each node for its fields by name, and takes twice as long."""
    found: list[ast.AST] = [tree]
    for node in found:
        for value in vars(node).values():
            if isinstance(value, ast.AST):
                found.append(value)
            elif type(value) is list:
                found += [one for one in cast("list[object]", value) if isinstance(one, ast.AST)]
    return found


def read_source(path: str, content: bytes) -> Source | Unreadable:
    """The file's text and definitions, or why CPython could not read it. Never raises."""
    module = parse(content)
    if isinstance(module, Unreadable):
        return module
    try:
        text = _decoded(content)
    except (LookupError, ValueError, SyntaxError) as error:
        return Unreadable(reason=f"cannot be decoded: {error}")
    return Source(path, text, module)


def _decoded(content: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
