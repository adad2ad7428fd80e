"""Takes hidden characters away where that is sure: the program stays the same program, a reader sees all of it.

In Python a character goes, or becomes an escape, only if the syntax tree stays the same; in prose it goes. In every
other format somebody has to know what the character does there.
"""

import ast
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from stelp_ci.model.syntax import parse
from stelp_ci.scan.suppression_comment import suppressions_in
from stelp_ci.scan.unicode.characters import escaped_suspects, without_suspects
from stelp_ci.scan.unicode.homoglyphs import lookalikes
from stelp_ci.scan.unicode.text import PYTHON

PROSE = (".md", ".mdc", ".markdown", ".rst", ".txt")
MAX_LINES = 50
MAX_READ = 4_000_000
"""Lines of one file that are repaired, and characters that are parsed for it: each line costs up to three readings."""


def repaired(path: str, lines: Sequence[str], numbers: Iterable[int]) -> dict[int, str]:
    """The lines among `numbers` (from 1) that can be mended without a doubt, as they should be.

    `lines` are those of the whole file, without their ends.
    """
    wanted = [number for number in sorted(set(numbers)) if 1 <= number <= len(lines)][:MAX_LINES]
    if path.endswith(PYTHON):
        return _in_python(lines, wanted)
    return _in_prose(lines, wanted) if path.lower().endswith(PROSE) else {}


def _in_prose(lines: Sequence[str], numbers: Iterable[int]) -> dict[int, str]:
    found = {number: without_suspects(lines[number - 1]) for number in numbers if _is_whole(lines[number - 1])}
    return {number: line for number, line in found.items() if line != lines[number - 1]}


def _in_python(lines: Sequence[str], numbers: Iterable[int]) -> dict[int, str]:
    text = list(lines)
    meaning = _meaning(text)
    readings = MAX_READ // (sum(map(len, text)) + 1)
    found: dict[int, str] = {}
    for number in numbers if meaning else ():
        before = text[number - 1]
        for candidate in _candidates(before) if _is_whole(before) else ():
            readings -= 1
            if readings < 0:
                return found
            text[number - 1] = candidate
            if _meaning(text) == meaning:
                found[number] = candidate
                break
            text[number - 1] = before
    return found


def _candidates(line: str) -> Iterator[str]:
    """What the line may be instead: without what is hidden, with it spelled out, with its words as Python reads them.

    A byte order mark stays.
    """
    mark, rest = ("\ufeff", line[1:]) if line.startswith("\ufeff") else ("", line)
    for candidate in dict.fromkeys((without_suspects(rest), escaped_suspects(rest), _as_python_reads(rest))):
        if candidate != rest:
            yield mark + candidate


def _as_python_reads(line: str) -> str:
    for found in reversed(list(lookalikes(line))):
        at = found.column - 1
        line = line[:at] + unicodedata.normalize("NFKC", found.word) + line[at + len(found.word) :]
    return line


def _meaning(lines: Sequence[str]) -> tuple[str, int] | None:
    """The syntax tree, and how many comments silence a tool: one that nobody could see must not begin to work.

    None where it cannot be read, or is nested so deep that two of them cannot be compared.
    """
    text = "\n".join(lines)
    tree = parse(text.encode("utf-8", "surrogateescape"))
    try:
        return (ast.dump(tree), len(suppressions_in(text))) if isinstance(tree, ast.Module) else None
    except RecursionError:
        return None


def _is_whole(line: str) -> bool:
    """Whether every byte of the line was UTF-8."""
    return "\ufffd" not in line and not any("\udc80" <= character <= "\udcff" for character in line)
