"""Hostile Python source into a syntax tree, within bounds; the transpiler, which stands alone, has its own door."""

import ast
import io
import tokenize
import warnings

from stelp_ci.model.change import Unreadable

MAX_BYTES = 2 * 1024 * 1024
MAX_NESTING = 150
"""Open brackets and indents; CPython's own parser gives up at 200 brackets and 100 indents."""

MAX_CHAIN = 2000
"""Operators and attribute dots in one logical line, so that a chain of them does not exhaust the C stack."""

_PREFIX_WORDS = frozenset({"not", "lambda", "await"})
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


def parse(source: bytes) -> ast.Module | Unreadable:
    """The module's tree, or why there is none. Never raises, never warns, never runs anything."""
    problem = _out_of_bounds(source)
    if problem is not None:
        return problem
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        return Unreadable(reason=error.msg or "invalid syntax", line=max(error.lineno or 1, 1))
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return Unreadable(reason=str(error) or "nested too deeply")


def _out_of_bounds(source: bytes) -> Unreadable | None:
    """Why `source` must not reach the parser, found with the tokenizer alone, which does not recurse."""
    if len(source) > MAX_BYTES:
        return Unreadable(reason=f"larger than {MAX_BYTES // 1024 // 1024} MiB")
    if b"\0" in source:
        return Unreadable(reason="contains a NUL byte", line=source[: source.index(b"\0")].count(b"\n") + 1)
    return _too_deep(source) if _could_be_deep(source) else None


def _could_be_deep(source: bytes) -> bool:
    """A cheap test that spares ordinary files the tokenizer: few brackets, and no line long enough for a chain."""
    longest = max((len(line) for line in source.split(b"\n")), default=0)
    return longest > MAX_CHAIN or b"\\\n" in source or sum(source.count(c) for c in (b"(", b"[", b"{")) > MAX_NESTING


def _too_deep(source: bytes) -> Unreadable | None:
    depth = chain = 0
    try:
        for token in tokenize.tokenize(io.BytesIO(source).readline):
            depth += _step(token)
            chain = 0 if token.type == tokenize.NEWLINE else chain + _links(token)
            if depth > MAX_NESTING or chain > MAX_CHAIN:
                return Unreadable(reason="nested too deeply", line=token.start[0])
    except (tokenize.TokenError, SyntaxError):
        return None  # NOTE: the parser will say it better, and a broken file cannot nest deeper than what was read
    return None


def _step(token: tokenize.TokenInfo) -> int:
    if token.type == tokenize.INDENT or token.string in _OPEN:
        return 1
    return -1 if token.type == tokenize.DEDENT or token.string in _CLOSE else 0


def _links(token: tokenize.TokenInfo) -> bool:
    return (token.type == tokenize.OP and token.string not in ",:=") or token.string in _PREFIX_WORDS
