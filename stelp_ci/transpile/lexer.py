"""One pass over the tokens of a source, without recursion: how deep it nests, and where its literals are.

It runs before Python's parser and bounds what that parser will meet. It need not agree with the parser on broken
source: what it misreads, the parser refuses.
"""

import re

from .codes import TOO_DEEP, TOO_LARGE
from .hidden import Spans
from .limits import Limits
from .position import position
from .result import Refusal

_TOKEN = re.compile(
    r"""[ \t\f]*(?:
      (?P<end>\r?\n|\r)
    | (?P<comment>\#[^\r\n]*)
    | (?P<string>(?P<prefix>[rRbBuUfFtT]{0,2})(?P<quote>'''|\"\"\"|'|\"))
    | (?P<number>[0-9][\w.]*)
    | (?P<name>\w+)
    | (?P<join>\\\r?\n)
    | (?P<mark>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_INDENT = re.compile(r"[ \t\f]*(?=[^ \t\f\r\n#])")
_QUOTES = ("'''", '"""', "'", '"')
_PLAIN_STOPS = {quote: re.compile(r"\\(?:\r\n|.)|" + quote + r"|\n", re.DOTALL) for quote in _QUOTES}
_FIELD_STOPS = {quote: re.compile(r"\\[^{]|\{\{|\}\}|\{|" + quote + r"|\n", re.DOTALL) for quote in _QUOTES}
_SPEC_STOPS = {quote: re.compile(r"\{|\}|" + quote + r"|\n") for quote in _QUOTES}
_LINKS = frozenset("+-*/%@&|^~<>.!")
_LINK_WORDS = frozenset(("if", "else", "and", "or", "not", "in", "is", "await", "yield", "lambda"))
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


class _Level:
    """One open bracket, replacement field or the statement itself: the links of its chain so far."""

    __slots__ = ("in_spec", "lambdas", "links", "quote")

    def __init__(self, quote: str = "") -> None:
        self.links = 0
        self.lambdas = 0
        self.quote = quote
        """The quote of the f-string whose replacement field this is, else empty."""
        self.in_spec = False
        """Whether the field's format specification has begun."""


class Lexer:
    """Reads one text. `spans` is complete after `run` returned None."""

    def __init__(self, text: str, limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self._levels = [_Level()]
        self._above = 0
        """The links of all levels but the last: what the depth is made of, kept up to date."""
        self._indents = [0]
        self._branches = [0]
        """For each indentation, how many `elif` follow each other there: each is a level of the tree."""
        self._branched = 0
        self._is_deeper = False
        """Whether anything was opened or linked since the depth was last looked at."""
        self._tokens = 0
        self._strings: list[tuple[int, int]] = []
        self._comments: list[tuple[int, int]] = []

    @property
    def spans(self) -> Spans:
        """Where the string literals and comments are."""
        return Spans(strings=tuple(self._strings), comments=tuple(self._comments))

    def run(self) -> Refusal | None:
        """The first bound that the text breaks, or None."""
        offset = self._indent(0)
        while offset < len(self._text):
            match = _TOKEN.match(self._text, offset)
            if match is None:
                break  # only white space is left
            self._tokens += 1
            offset = self._step(match)
            if self._tokens > self._limits.tokens:
                return TOO_LARGE.at(*position(self._text, match.start()), f"more than {self._limits.tokens:,} tokens")
            if self._is_deeper and self._is_deep():
                return TOO_DEEP.at(*position(self._text, match.start()))
        return None

    def _is_deep(self) -> bool:
        self._is_deeper = False
        last = self._levels[-1]
        depth = self._above + last.links + last.lambdas + self._branched + len(self._levels) + len(self._indents)
        limits = self._limits
        return depth > limits.depth or len(self._levels) > limits.brackets or len(self._indents) > limits.indents

    def _step(self, match: "re.Match[str]") -> int:
        kind, end = match.lastgroup, match.end()
        if kind == "end":
            return self._line_end(end)
        if kind == "mark":
            return self._mark(match["mark"], end)
        if kind == "name":
            self._word(match["name"])
        elif kind == "comment":
            self._comments.append((match.start("comment"), end))
        elif kind == "string":
            return self._string(match)
        return end

    def _line_end(self, end: int) -> int:
        if len(self._levels) > 1:
            return end
        self._levels[0] = _Level()
        return self._indent(end)

    def _indent(self, offset: int) -> int:
        """Count the indentation of the statement that begins at `offset`, if one does."""
        match = _INDENT.match(self._text, offset)
        if match is None:
            return offset
        width = match.end() - offset
        while width < self._indents[-1]:
            self._indents.pop()
            self._branched -= self._branches.pop()
        if width > self._indents[-1]:
            self._indents.append(width)
            self._branches.append(0)
        self._is_deeper = True
        branches = self._branches[-1] + 1 if self._text.startswith("elif", match.end()) else 0
        self._branched += branches - self._branches[-1]
        self._branches[-1] = branches
        return match.end()

    def _word(self, word: str) -> None:
        if word in _LINK_WORDS:
            self._is_deeper = True
            if word == "lambda":
                self._levels[-1].lambdas += 1
            else:
                self._levels[-1].links += 1

    def _mark(self, mark: str, end: int) -> int:
        level = self._levels[-1]
        if mark in _LINKS:
            level.links += 1
            self._is_deeper = True
        elif mark in _OPEN:
            level.links += 1
            self._push(_Level())
        elif mark in _CLOSE:
            return self._closed(end)
        elif mark == ":" and level.quote:
            level.in_spec = True
            return self._spec(end)
        elif mark == "," or (mark == ";" and len(self._levels) == 1):
            level.links = 0
        return end

    def _push(self, level: _Level) -> None:
        self._is_deeper = True
        self._above += self._levels[-1].links + self._levels[-1].lambdas
        self._levels.append(level)

    def _pop(self) -> _Level:
        level = self._levels.pop()
        self._above -= self._levels[-1].links + self._levels[-1].lambdas
        return level

    def _closed(self, end: int) -> int:
        if len(self._levels) == 1:
            return end
        quote = self._pop().quote
        if not quote:
            return end
        return self._spec(end) if self._levels[-1].in_spec else self._formatted(end, end, quote)

    def _string(self, match: "re.Match[str]") -> int:
        quote, start, end = match["quote"], match.start("string"), match.end()
        if {"f", "F", "t", "T"} & set(match["prefix"]):
            return self._formatted(start, end, quote)
        stop = self._plain_end(end, quote)
        self._strings.append((start, stop))
        return stop

    def _plain_end(self, offset: int, quote: str) -> int:
        for stop in _PLAIN_STOPS[quote].finditer(self._text, offset):
            if stop.group() == quote:
                return stop.end()
            if stop.group() == "\n" and len(quote) == 1:
                return stop.start()  # an unterminated literal
        return len(self._text)

    def _formatted(self, start: int, offset: int, quote: str) -> int:
        """Go on in the text of an f-string, up to its end or to its next replacement field."""
        for stop in _FIELD_STOPS[quote].finditer(self._text, offset):
            seen = stop.group()
            if seen == "{":
                self._push(_Level(quote))
            if seen in ("{", quote) or (seen == "\n" and len(quote) == 1):
                self._strings.append((start, stop.end()))
                return stop.end()
        self._strings.append((start, len(self._text)))
        return len(self._text)

    def _spec(self, offset: int) -> int:
        """Skip a format specification: text, up to a nested field or to the end of this one."""
        quote = self._levels[-1].quote
        stop = _SPEC_STOPS[quote].search(self._text, offset)
        if stop is None:
            return len(self._text)
        self._strings.append((offset, stop.start()))
        if stop.group() == "{":
            self._push(_Level(quote))
            return stop.end()
        return stop.start()
