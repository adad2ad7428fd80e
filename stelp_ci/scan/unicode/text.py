"""Everything that Unicode can hide in a change: in lines of a file, in its name, in a commit's message."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from stelp_ci.scan.unicode.characters import may_be_suspect, suspects_in_line

if TYPE_CHECKING:
    from stelp_ci.scan.unicode.strings import Strings

PYTHON = (".py", ".pyi", ".pyw")
_STRINGS_AND_COMMENTS = (
    r"""#.*|[rRbBuUfFtT]{0,2}("{3}|'{3}).*|[rRbBuUfFtT]{0,2}"(?:[^"\\]|\\.)*+"?|[rRbBuUfFtT]{0,2}'(?:[^'\\]|\\.)*+'?"""
)
REMEDY = "write the character as an escape (`\\u202e`), or leave it out"
RENAME = "spell it with the letters of one script"


class Hidden(NamedTuple):
    """One hidden thing: `line` and `column` are counted from 1, `weight` is `high` or `medium`."""

    code: str
    line: int
    column: int
    message: str
    weight: str
    remedy: str = REMEDY


def hidden_in_lines(
    path: str, lines: Iterable[tuple[int, bytes]], strings: "Strings | None" = None
) -> Iterator[Hidden]:
    """What the numbered lines of the file `path` hide. Bytes that are not UTF-8 hide nothing that is looked for.

    Without `strings` a line inside of a longer string counts as code.
    """
    for number, raw in lines:
        if may_be_suspect(raw):
            text = raw.decode("utf-8", "replace").removesuffix("\r")
            yield from hidden_in_line(text, number, is_python=path.endswith(PYTHON), strings=strings)


def hidden_in_line(
    text: str, number: int, *, is_python: bool = False, strings: "Strings | None" = None
) -> Iterator[Hidden]:
    """What one line hides. Words are only judged where they are code."""
    for suspect in suspects_in_line(text, number):
        yield Hidden(
            suspect.kind.code, number, suspect.column, f"{suspect.names} {suspect.kind.what}", suspect.kind.weight
        )
    if is_python and not text.isascii():
        code = strings.code_in(text, number) if strings else text
        yield from _deceiving_words(_code_of(code), number)


def hidden_in_name(path: str) -> Iterator[Hidden]:
    """What a file's name hides; its line is 1."""
    for suspect in suspects_in_line(path, 2):
        yield Hidden(
            "file-name", 1, 0, f"the file's name holds {suspect.names}, which {suspect.kind.what}", "high", RENAME
        )
    for hidden in _deceiving_words(path, 1) if not path.isascii() else ():
        yield Hidden("file-name", 1, 0, f"in the file's name {hidden.message}", "high", RENAME)


def hidden_in_message(message: str) -> Iterator[Hidden]:
    """What a commit's message hides."""
    for number, line in enumerate(message.split("\n"), start=1):
        yield from hidden_in_line(line.removesuffix("\r"), number)


def _code_of(text: str) -> str:
    """The line with strings and comments blanked."""
    return re.sub(_STRINGS_AND_COMMENTS, lambda found: " " * len(found[0]), text)


def _deceiving_words(text: str, number: int) -> Iterator[Hidden]:
    from stelp_ci.scan.unicode.homoglyphs import lookalikes

    for found in lookalikes(text):
        message = f"`{found.word}` looks like `{found.reads}`: {found.why}"
        yield Hidden("homoglyph", number, found.column, message, "high", RENAME)
