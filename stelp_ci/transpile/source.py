"""From bytes to text, once: the input discipline that every profile shares."""

import codecs
import re
from collections.abc import Iterator

from .codes import BARE_CR, BYTE_ORDER_MARK, CODING_COOKIE, FORM_FEED, NOT_UTF8, NUL, TOO_LARGE, Code
from .cookie import foreign_cookie
from .hidden import hidden, suspects
from .lexer import Lexer
from .position import position
from .profile import GUARDED, Profile
from .result import Note, Refusal, Source

_HARMFUL = ((re.compile("\x00"), NUL), (re.compile("\r(?!\n)"), BARE_CR), (re.compile("\x0c"), FORM_FEED))


def read_source(data: bytes, profile: Profile = GUARDED) -> "Source | Refusal":
    """Decode `data` as UTF-8 and hold it to the discipline; the first thing out of order is the refusal.

    Neither raises nor parses. What is returned is within every bound that can be checked without a parser.
    """
    if len(data) > profile.limits.size:
        return TOO_LARGE.at(1, 1, f"more than {profile.limits.size:,} bytes")
    marked = data.startswith(codecs.BOM_UTF8)
    text = _decode(data[len(codecs.BOM_UTF8) :] if marked else data)
    if isinstance(text, Refusal):
        return text
    notes: list[Note] = []
    for code, line, column in _irregularities(text, marked=marked):
        if code.code not in profile.tolerates:
            return code.at(line, column)
        notes.append(Note(code.code, line, column))
    lexer = Lexer(text, profile.limits)
    return lexer.run() or _unseen(text, lexer) or Source(text, tuple(notes), *lexer.spans)


def _decode(body: bytes) -> "str | Refusal":
    """The text, unless the file asks for another codec or is not UTF-8."""
    found = foreign_cookie(body)
    if found is not None:
        line, column, name = found
        return CODING_COOKIE.at(line, column, name)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = body[: error.start].decode("utf-8")
        return NOT_UTF8.at(*position(before, len(before)), f"byte 0x{body[error.start]:02x}")


def _irregularities(text: str, *, marked: bool) -> "Iterator[tuple[Code, int, int]]":
    """The first place of each kind of irregularity; NUL and bare CR come first because no profile takes them."""
    if marked:
        yield BYTE_ORDER_MARK, 1, 1
    for pattern, code in _HARMFUL:
        match = pattern.search(text)
        if match:
            yield (code, *position(text, match.start()))


def _unseen(text: str, lexer: Lexer) -> "Refusal | None":
    if not suspects(text):
        return None
    for offset, code in hidden(text, lexer.spans):
        return code.at(*position(text, offset), f"U+{ord(text[offset]):04X}")
    return None
