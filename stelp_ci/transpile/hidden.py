"""Characters that a reader cannot see: where they stand, and whether they may.

See https://www.unicode.org/reports/tr55/ (Unicode Source Code Handling) and https://trojansource.codes.
"""

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from .codes import BIDI, INVISIBLE, Code

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_JOINERS = "\u200c\u200d"
_INVISIBLE = (
    "\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2028\u2029"
    "\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
_SUSPECT = re.compile(f"[{_BIDI}{_JOINERS}{_INVISIBLE}]")
_BIDI_ONLY = re.compile(f"[{_BIDI}]")


class Spans(NamedTuple):
    """Where the string literals and comments of a source are: sorted, disjoint offsets, ends excluded."""

    strings: tuple[tuple[int, int], ...] = ()
    comments: tuple[tuple[int, int], ...] = ()


def suspects(text: str) -> tuple[int, ...]:
    """The offsets of every character that cannot be seen."""
    return tuple(match.start() for match in _SUSPECT.finditer(text))


def hidden(text: str, spans: Spans) -> Iterator[tuple[int, Code]]:
    """The offsets of the characters that may not stand where they stand, in order, with the code of each."""
    for offset in suspects(text):
        if _BIDI_ONLY.match(text, offset):
            yield offset, BIDI
        elif not is_inside(spans.strings, offset) and not _joins(text, offset, spans):
            yield offset, INVISIBLE


def is_inside(spans: tuple[tuple[int, int], ...], offset: int) -> bool:
    """Whether one of the spans holds the offset."""
    from bisect import bisect_right  # an extension, which few programs need

    index = bisect_right(spans, (offset, sys.maxsize)) - 1
    return index >= 0 and spans[index][0] <= offset < spans[index][1]


def _joins(text: str, offset: int, spans: Spans) -> bool:
    """Whether this is a joiner in a comment between two characters beyond ASCII, as scripts and emoji need it."""
    if text[offset] not in _JOINERS or not is_inside(spans.comments, offset):
        return False
    around = text[offset - 1 : offset] + text[offset + 1 : offset + 2]
    return len(around) == 2 and all(ord(character) > 0x7F for character in around)
