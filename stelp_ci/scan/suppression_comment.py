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
    pattern: str
    blanket: str
    security: bool = False

    def found_in(self, text: str) -> re.Match[str] | None:
        """The first comment of this family."""
        return re.search(self.pattern, text, re.IGNORECASE)

    def is_blanket(self, comment: str) -> bool:
        """Whether the comment names no rule."""
        return re.match(self.blanket, comment, re.IGNORECASE) is not None


class Suppression(NamedTuple):
    """One comment, from its `#`; line and column are counted from 1."""

    kind: Kind
    comment: str
    line: int
    column: int
    blanket: bool


_NEVER = r"(?!)"

KINDS = (
    Kind("nosec", "bandit", r"#\s*nosec\b", r"#\s*nosec\b(?!\s*:?\s*B\d)", security=True),
    Kind("nosemgrep", "semgrep", r"#\s*nosem(grep)?\b", r"#\s*nosem(grep)?\b(?!\s*:)", security=True),
    Kind("stelp-ignore", "stelp-ci", r"#\s*stelp:\s*ignore\b", r"#\s*stelp:\s*ignore\b(?!\s*\[)", security=True),
    Kind("noqa", "ruff and flake8", r"#\s*((flake8|ruff)\s*:\s*)?noqa\b", r"#\s*(flake8|ruff)\s*:"),
    Kind("type-ignore", "the type checker", r"#\s*type:\s*ignore\b", _NEVER),
    Kind("pyright", "pyright", r"#\s*pyright:\s*(?!strict\b|\w+\s*=\s*(true|error))\S", r"#\s*pyright:(?!\s*ignore)"),
    Kind("mypy", "mypy", r"#\s*mypy:\s*(?!strict\b|disallow|warn|check)\S", r"#\s*mypy:\s*ignore-errors"),
    Kind("no-cover", "coverage", r"#\s*pragma:\s*no\s*(cover|branch)\b", _NEVER),
    Kind("pylint", "pylint", r"#\s*pylint:\s*(disable|skip-file)", r"#\s*pylint:\s*(skip-file|disable\s*=\s*all)"),
)


_WORDS = ("nosec", "nosem", "stelp:", "noqa", "type:", "pyright:", "mypy:", "pragma:", "pylint:")
"""Each family has one of them; patterns are compiled where a file does."""


def suppressions_in(text: str) -> list[Suppression]:
    """Every suppression of a Python file; one comment may hold several."""
    lowered = text.lower()
    if not any(word in lowered for word in _WORDS) or not any(kind.found_in(text) for kind in KINDS):
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
        match = kind.found_in(comment)
        if match:
            rest = comment[match.start() :]
            alone = kind.is_blanket(rest) or _file_level(kind, line, offset)
            yield Suppression(kind, " ".join(rest.split()), line, offset + match.start() + 1, alone)


def _file_level(kind: Kind, line: int, offset: int) -> bool:
    """`# type: ignore` on a line of its own at the top silences the whole file."""
    return kind.name == "type-ignore" and offset == 0 and line <= _TOP


_TOP = 3
"""Lines in which a file-level `# type: ignore` is looked for: behind a shebang and a cookie."""
