"""Invisible and reordering characters in a text, less those that a script or an emoji needs where they stand.

https://www.unicode.org/reports/tr36/ and https://trojansource.codes (CVE-2021-42574)
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple


class Kind(NamedTuple):
    """A family of characters: its code, what it does, and how bad that is (`high` or `medium`)."""

    code: str
    what: str
    weight: str


class Suspect(NamedTuple):
    """Characters of one kind that stand together; line and column are counted from 1."""

    kind: Kind
    line: int
    column: int
    characters: str

    @property
    def names(self) -> str:
        """`U+202E RIGHT-TO-LEFT OVERRIDE` and so on, at most three of them."""
        import unicodedata

        shown = [f"U+{ord(one):04X} {unicodedata.name(one, 'without a name')}" for one in self.characters[:3]]
        more = len(self.characters) - 3
        return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


BIDI = Kind("bidi", "changes the order in which the line is shown", "high")
TAG = Kind("tag-characters", "is drawn as nothing and can carry a hidden text", "high")
ZERO_WIDTH = Kind("zero-width", "is drawn as nothing", "medium")
CONTROL = Kind("control-character", "is obeyed by terminals and shown by no editor", "medium")
SELECTORS = Kind("variation-selectors", "is drawn as nothing and can carry a hidden text", "high")
SEPARATOR = Kind("line-separator", "ends a line for some readers and not for Python", "medium")

_FAMILIES = (
    (BIDI, "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c"),
    (TAG, "\U000e0000-\U000e007f"),
    (SELECTORS, "\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d"),
    (ZERO_WIDTH, "\u200b-\u200d\u2060-\u2064\u206a-\u206f\ufeff\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"),
    (CONTROL, "\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f"),
    (SEPARATOR, "\u2028\u2029\x85"),
)
_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f-\xff]")
_RTL = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
_JOINED = "[\u0600-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe70-\ufefc]"
"""Letters of Arabic and of the scripts of India and its neighbours, which zero-width joiners shape."""

_MARKS = frozenset("\u200e\u200f\u061c")
_FLAG = "\U0001f3f4"


@cache
def _pattern() -> re.Pattern[str]:
    """One group for each family. Compiled when a text is not plain ASCII, which most changes are."""
    return re.compile("|".join(f"([{characters}]+)" for _, characters in _FAMILIES))


def may_be_suspect(content: bytes) -> bool:
    """Whether it is worth decoding `content`: plain ASCII without control characters has nothing to hide."""
    return _BYTES.search(content) is not None


def suspects_in_line(text: str, line: int) -> Iterator[Suspect]:
    """What is suspicious in one line of text, without its end."""
    for found in _pattern().finditer(text):
        kind = _FAMILIES[(found.lastindex or 1) - 1][0]
        if not _belongs(kind, text, found.start(), found.end(), line):
            yield Suspect(kind, line, found.start() + 1, found[0])


def suspects(text: str) -> Iterator[Suspect]:
    """What is suspicious in a whole file. Lines are git's: they end in LF."""
    if _pattern().search(text) is None:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        yield from suspects_in_line(line.removesuffix("\r"), number)


def without_suspects(text: str) -> str:
    """`text` without its suspicious characters."""
    return _replaced(text, lambda _: "")


def escaped_suspects(text: str) -> str:
    """`text` with its suspicious characters as a string of Python spells them: `\\u202e`."""
    return _replaced(text, lambda found: "".join(map(_escape, found)))


def _replaced(text: str, spell: Callable[[str], str]) -> str:
    kept: list[str] = []
    for line in text.split("\n"):
        at = 0
        for suspect in suspects_in_line(line.removesuffix("\r"), 2):
            kept += (line[at : suspect.column - 1], spell(suspect.characters))
            at = suspect.column - 1 + len(suspect.characters)
        kept += (line[at:], "\n")
    return "".join(kept[:-1])


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _belongs(kind: Kind, text: str, start: int, end: int, line: int) -> bool:
    """Whether the characters have a job where they stand."""
    before, after = text[start - 1 : start], text[end : end + 1]
    run = text[start:end]
    if run == "\ufeff" and line == 1 and start == 0:
        return True  # a byte order mark
    match kind.code:
        case "bidi":
            return set(run) <= _MARKS and len(run) == 1 and re.search(_RTL, text) is not None
        case "zero-width":
            return _joins(run, before, after)
        case "variation-selectors":
            return (len(run) == 1 and ord(before or " ") > 0xA8) or _keycap(run, before)
        case "tag-characters":
            return before == _FLAG and run.endswith("\U000e007f") and len(run) <= 8
        case _:
            return False


def _joins(run: str, before: str, after: str) -> bool:
    """A joiner between emoji, or between letters whose shape depends on it."""
    if run == "\u200d" and _is_picture(before) and _is_picture(after):
        return True
    return run in ("\u200c", "\u200d") and bool(re.match(_JOINED, before or " "))


def _is_picture(character: str) -> bool:
    code = ord(character) if character else 0
    return code >= 0x1F000 or code == 0xFE0F or 0x2190 <= code <= 0x2BFF


def _keycap(run: str, before: str) -> bool:
    return run == "\ufe0f" and before in set("0123456789#*\u00a9\u00ae")
