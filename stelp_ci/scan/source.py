"""One Python file of one side as CPython reads it: decoded by its cookie, with `\\n` for every line end."""

import ast
import io
import re
import tokenize
from functools import cached_property

from stelp_ci.model.change import Unreadable
from stelp_ci.model.syntax import parse
from stelp_ci.scan.symbols import MODULE, scopes, symbols_by_line

_COOKIE = re.compile(r"^([ \t\f]*#.*?)coding(?=[:=])", re.ASCII)


class Source:
    """Readable Python. `path` is the model's, `text` what the interpreter would compile, `tree` what it would see."""

    def __init__(self, path: str, text: str, tree: ast.Module) -> None:
        self.path = path
        self.text = text
        self.tree = tree
        self._scopes = scopes(tree)

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends. NOTE: `splitlines` would also split at form feeds, which Python does not."""
        return self.text.split("\n")

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree, walked once for all analysers."""
        return list(ast.walk(self.tree))

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
    def _symbols(self) -> list[str]:
        return symbols_by_line(self._scopes, len(self.lines))

    @cached_property
    def as_utf8(self) -> bytes:
        """The text for tools that know no cookies: same lines, UTF-8, the cookie made ineffective."""
        lines = [_COOKIE.sub(r"\1c-ding", line) for line in self.lines[:2]] + self.lines[2:]
        return "\n".join(lines).encode("utf-8", "backslashreplace")


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
