"""By which names a test can reach what changed, through other functions of the project. Read off the text alone.

A superset: every word of a function's text counts as a use, and functions of one name count as one.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MAX_BYTES = 20 << 20
"""Source that is read for this; of a larger project only the changed names themselves are looked for."""

WORD = re.compile(rb"[^\W\d]\w*")
_LINE = re.compile(rb"^([ \t]*)(?:(?:async[ \t]+)?(?:def|class)[ \t]+(\w+))?(?=\S)", re.MULTILINE)


class Piece(NamedTuple):
    """A stretch of source, and the names that stand for it: those of the definitions around it, or its module's."""

    names: tuple[bytes, ...]
    text: bytes


def reaching(names: Iterable[bytes], sources: Iterable[tuple[bytes, bytes]]) -> set[bytes]:
    """`names` and those of everything that uses them, directly or not. `sources` are pairs of module name and text."""
    users = _users(sources)
    found, waiting = set(names), list(names)
    while waiting:
        new = users.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _users(sources: Iterable[tuple[bytes, bytes]]) -> dict[bytes, set[bytes]]:
    """For each word, the names of what uses it."""
    read = 0
    users: dict[bytes, set[bytes]] = {}
    for module, text in sources:
        read += len(text)
        if read > MAX_BYTES:
            return {}
        for piece in pieces(module, text):
            for word in set(WORD.findall(piece.text)):
                users.setdefault(word, set()).update(piece.names)
    return users


def pieces(module: bytes, text: bytes) -> Iterator[Piece]:
    """The text cut where a definition begins, and where a line stands further to the left than it.

    Such a line may end the definition or be part of a text in it: it counts for both. A dunder goes by the name of its
    class: syntax reaches it.
    """
    around: list[tuple[int, bytes]] = []
    start, names = 0, (module,)
    for line in _LINE.finditer(text):
        indent, name = len(line[1].expandtabs()), line[2]
        inside = [one for one in around if one[0] < indent]
        if name is None and len(inside) == len(around):
            continue
        yield Piece(names, text[start : line.start()])
        start = line.start()
        if name is None:
            names = tuple(dict.fromkeys((*(_own(inside) or (module,)), *_own(around))))
        else:
            around = [*inside, (indent, name)]
            names = _own(around) or (module,)
    yield Piece(names, text[start:])


def _own(around: list[tuple[int, bytes]]) -> tuple[bytes, ...]:
    return tuple(name for _, name in around if not name.startswith(b"__"))
