"""Suppression comments in Python source, found among the tokens: text in a string is not a comment."""

import io
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple


class Kind(NamedTuple):
    """A family of comments. `blanket` matches those that name no rule; `security` says what is being silenced."""

    name: str
    tool: str
    pattern: re.Pattern[str]
    blanket: re.Pattern[str]
    security: bool = False


class Suppression(NamedTuple):
    """One comment, from its `#`; line and column are counted from 1."""

    kind: Kind
    comment: str
    line: int
    column: int
    blanket: bool


def _kind(name: str, tool: str, pattern: str, blanket: str, *, security: bool = False) -> Kind:
    return Kind(name, tool, re.compile(pattern, re.IGNORECASE), re.compile(blanket, re.IGNORECASE), security)


_NEVER = r"(?!)"

KINDS = (
    _kind("nosec", "bandit", r"#\s*nosec\b", r"#\s*nosec\b(?!\s*:?\s*B\d)", security=True),
    _kind("nosemgrep", "semgrep", r"#\s*nosem(grep)?\b", r"#\s*nosem(grep)?\b(?!\s*:)", security=True),
    _kind("stelp-ignore", "stelp-ci", r"#\s*stelp:\s*ignore\b", r"#\s*stelp:\s*ignore\b(?!\s*\[)", security=True),
    _kind("noqa", "ruff and flake8", r"#\s*((flake8|ruff)\s*:\s*)?noqa\b", r"#\s*(flake8|ruff)\s*:"),
    _kind("type-ignore", "the type checker", r"#\s*type:\s*ignore\b", _NEVER),
    _kind("pyright", "pyright", r"#\s*pyright:\s*(?!strict\b|\w+\s*=\s*(true|error))\S", r"#\s*pyright:(?!\s*ignore)"),
    _kind("mypy", "mypy", r"#\s*mypy:\s*(?!strict\b|disallow|warn|check)\S", r"#\s*mypy:\s*ignore-errors"),
    _kind("no-cover", "coverage", r"#\s*pragma:\s*no\s*(cover|branch)\b", _NEVER),
    _kind("pylint", "pylint", r"#\s*pylint:\s*(disable|skip-file)", r"#\s*pylint:\s*(skip-file|disable\s*=\s*all)"),
)


def suppressions_in(text: str) -> list[Suppression]:
    """Every suppression of a Python file; one comment may hold several."""
    if not any(kind.pattern.search(text) for kind in KINDS):
        return []  # reading tokens costs more than all the rest
    return [found for start, comment in _comments(text) for found in _read(comment, *start)]


def _comments(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Comments in source order, as far as the tokenizer gets."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start, token.string
    except (tokenize.TokenError, SyntaxError):
        return  # NOTE: the file parses; only what stands behind its last statement can end here


def _read(comment: str, line: int, offset: int) -> Iterator[Suppression]:
    for kind in KINDS:
        match = kind.pattern.search(comment)
        if match:
            rest = comment[match.start() :]
            alone = kind.blanket.match(rest) is not None or _file_level(kind, line, offset)
            yield Suppression(kind, " ".join(rest.split()), line, offset + match.start() + 1, alone)


def _file_level(kind: Kind, line: int, offset: int) -> bool:
    """`# type: ignore` on a line of its own at the top silences the whole file."""
    return kind.name == "type-ignore" and offset == 0 and line <= _TOP


_TOP = 3
"""Lines in which a file-level `# type: ignore` is looked for: behind a shebang and a cookie."""
