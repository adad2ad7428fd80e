"""From bytes to a syntax tree, with bounds that keep hostile source from exhausting or ending the interpreter.

The one door for Python on the host; the transpiler, which stands alone, has its own.
"""

import ast
import codecs
import io
import re
import sys
import tokenize
import warnings
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stelp_ci.model.change import Unreadable

MAX_BYTES = 2 << 20
"""Bytes of one Python file that is parsed."""

MAX_CHAIN = 4000
"""Operators in one expression between separators: what is beyond this CPython cannot compile either."""

MAX_DOTS = 500
"""Parts of a dotted name: CPython joins them in quadratic time and memory, so that 2 MiB of `import a.a.a` end it."""

_SINGLE_BYTE = ("iso8859-", "cp125", "koi8-")
_ENCODINGS = frozenset({"utf-8", "utf-8-sig", "ascii"})
"""Encodings in which every ASCII byte means itself, so that the lines git counts are the lines Python sees."""

_GAP = r"(?:[ \t\f]|\\\r?\n)*+"
_DOTTED = rf"(?:\.{_GAP}\w++{_GAP})++"
# NOTE: looked for in strings too: nested quotes of an f-string could hide code from a search that skips strings.

_OPERATORS = (*"+-*/%@&|^~<>=!:", "not", "and", "or", "if", "else", "lambda", "await", "in", "is", "for", "yield")
_STRING = r"""
    [rRbBuUfFtT]{0,2}+ (?: '{3} (?:[^\\']|\\.|'(?!''))*+ (?:'{3})? | "{3} (?:[^\\"]|\\.|"(?!""))*+ (?:"{3})?
                         | ' (?:[^\\'\n]|\\.)*+ '? | " (?:[^\\"\n]|\\.)*+ "? )
"""
# An unterminated string matches to its end too: trying each of many in vain would take quadratic time.
_TOKEN = rf"""
    (?P<skip>      \#[^\n]* | \\\r?\n | {_STRING} )
  | (?P<open>      [(\[{{] )
  | (?P<close>     [)\]}}] )
  | (?P<separator> [,;] )
  | (?P<line_end>  \n )
  | (?P<operator>  [-+*/%@&|^~<>=!:] | \b(?:not|and|or|if|else|lambda|await|in|is|for|yield)\b )
"""
"""What counts, verbose and over several lines; few files are long enough for it to be needed, hence no `compile`."""


class SourceError(Exception):
    """The source has no syntax tree; `unreadable` says why."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = max(line, 1)

    @property
    def unreadable(self) -> "Unreadable":
        """As the model says it. NOTE: loaded here, because a hook that parses needs no models."""
        from stelp_ci.model.change import Unreadable

        return Unreadable(reason=self.reason, line=self.line)


class Syntax(NamedTuple):
    """A parsed file. `lines` are those that git counts; `line_of` translates Python's line numbers to git's."""

    tree: ast.Module
    lines: tuple[str, ...]
    line_of: "tuple[int, ...] | None"

    def git_line(self, line: int) -> int:
        """The number git gives to Python's `line`: they differ where a lone CR ends a line for Python only."""
        return line if self.line_of is None else self.line_of[min(line, len(self.line_of)) - 1]


def parse(source: bytes) -> "ast.Module | Unreadable":
    """The tree of one file, or why there is none. Never raises, never runs the source."""
    try:
        return parse_source(source).tree
    except SourceError as error:
        return error.unreadable


def parse_source(source: bytes) -> Syntax:
    """Parse one file. Raises `SourceError` for whatever has no tree; nothing else, and never runs the source."""
    if len(source) > MAX_BYTES:
        raise SourceError(f"the file has {len(source)} bytes; at most {MAX_BYTES} are parsed")
    if b"\0" in source:
        raise SourceError("the file contains a NUL byte", source.count(b"\n", 0, source.index(b"\0")) + 1)
    text = _decode(source)
    _check_depth(text)
    return Syntax(_parse(text), tuple(text.split("\n")), _git_lines(text))


def _decode(source: bytes) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    except SyntaxError as error:
        raise SourceError("the file is not UTF-8 and names no other encoding that is known") from error
    name = codecs.lookup(encoding).name
    if name not in _ENCODINGS and not name.startswith(_SINGLE_BYTE):
        raise SourceError(f"the encoding {encoding} is not read: only UTF-8 and single-byte encodings")
    try:
        return source.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(f"the file is not {encoding}", source.count(b"\n", 0, error.start) + 1) from error


def _check_depth(text: str) -> None:
    """Refuse long chains, which become deep trees. CPython itself bounds brackets (200) and indentation (100)."""
    for dotted in re.finditer(_DOTTED, text) if text.count(".") > MAX_DOTS else ():
        if dotted.group().count(".") > MAX_DOTS:
            raise _too_deep(text, dotted.start())
    if sum(text.count(operator) for operator in _OPERATORS) < MAX_CHAIN:
        return
    longest = _Chains()
    for token in re.finditer(_TOKEN, text, re.VERBOSE | re.DOTALL):
        if longest.after(token.lastgroup or "") > MAX_CHAIN:
            raise _too_deep(text, token.start())


class _Chains:
    """Counts operators since the last separator, for each open bracket."""

    def __init__(self) -> None:
        self._counts = [0]

    def after(self, kind: str) -> int:
        """The count behind a token of this kind."""
        counts = self._counts
        if kind == "open":
            counts.append(counts[-1])
        elif kind == "close" and len(counts) > 1:
            counts.pop()
        elif kind == "separator" or (kind == "line_end" and len(counts) == 1):
            counts[-1] = 0
        elif kind == "operator":
            counts[-1] += 1
        return counts[-1]


def _too_deep(text: str, at: int) -> SourceError:
    return SourceError("the expression is nested too deeply", text.count("\n", 0, at) + 1)


def _parse(text: str) -> ast.Module:
    version = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except SyntaxError as error:
            raise SourceError(f"{error.msg} ({version})", _lineno(text, error.lineno)) from error
        except (RecursionError, MemoryError) as error:
            raise SourceError("the source is nested too deeply") from error
        except ValueError as error:
            raise SourceError(f"the source cannot be parsed: {error}") from error


def _lineno(text: str, line: int | None) -> int:
    translated = _git_lines(text)
    if line is None or line < 1:
        return 1
    return line if translated is None else translated[min(line, len(translated)) - 1]


def _git_lines(text: str) -> tuple[int, ...] | None:
    """For each of Python's lines the number that git gives it; None where they are the same."""
    if "\r" not in text.replace("\r\n", "\n"):
        return None
    numbers = [1]
    line = 1
    for end in re.finditer(r"\r\n|\r|\n", text):
        line += end.group() != "\r"
        numbers.append(line)
    return tuple(numbers)
