"""Names that look like another name: letters of two scripts in one word, or letters that Python reads as others.

https://www.unicode.org/reports/tr39/ (confusables); Python compares identifiers in NFKC (PEP 3131).
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_FOREIGN = (
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405\u0423\u04ae"
    "\u03bf\u03bd\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u0585\u057d\u0570\u0578\u0131\u0261\u01c0\u0251"
)
"""Cyrillic small letters, Cyrillic capitals, Greek, and Armenian with the rest."""

_LATIN_TWINS = "aeopcyxijshdqw" + "ABEKMHOPCTXIJSYY" + "ovABEZHIKMNOPTYX" + "ouhnigla"
LOOKS_LIKE = dict(zip(_FOREIGN, _LATIN_TWINS, strict=True))
"""Letters that are drawn like a Latin one, and which; the ones that a common font does not tell apart."""

_WORD = re.compile(r"[^\W\d]\w*")
_LATIN = re.compile("[A-Za-z]")


class Lookalike(NamedTuple):
    """A word in which letters pretend; `reads` is what a person takes it for."""

    word: str
    reads: str
    column: int
    why: str


def lookalikes(text: str) -> Iterator[Lookalike]:
    """Words of `text` that look like a Latin word and are none; column is counted from 1.

    What Python takes for no name is none: the square in `x²` deceives nobody.
    """
    if text.isascii():
        return
    for found in _WORD.finditer(text):
        word = found[0]
        if not word.isascii() and word.isidentifier() and (why := _why(word)):
            yield Lookalike(word, skeleton(word), found.start() + 1, why)


def skeleton(word: str) -> str:
    """What the word looks like, in Latin letters as far as they are known."""
    return "".join(LOOKS_LIKE.get(letter, letter) for letter in unicodedata.normalize("NFKC", word))


def _why(word: str) -> str:
    """Why the word deceives; empty where it does not.

    NOTE: a word all in another script is a word of that language, unless every letter of it is drawn like a Latin one.
    """
    normal = unicodedata.normalize("NFKC", word)
    if normal != word and normal.isascii():
        return f"Python reads it as `{normal}`"
    foreign = [letter for letter in normal if letter in LOOKS_LIKE]
    if not foreign:
        return ""
    if _LATIN.search(normal):
        return f"it mixes Latin with {_script(foreign[0])} letters"
    letters = [letter for letter in normal if letter.isalpha()]
    if len(letters) > 1 and len(foreign) == len(letters):
        return f"all of its letters are {_script(foreign[0])}, and none looks so"
    return ""


def _script(letter: str) -> str:
    return unicodedata.name(letter, "unknown").split()[0].capitalize()
