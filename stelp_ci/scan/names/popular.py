"""Names that many people install, and names that are one slip away from one of them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import ScanError
from stelp_ci.scan.names.known import normalised

FILE = Path(__file__).with_name("popular.txt")
WATCHED = 3000
"""Of the popular names, the first that are worth imitating: a slip towards a rare name gains nobody anything."""

_SHORTEST = 5
"""Letters of a name below which one slip leads to too many honest neighbours."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"
_AFFIXES = (
    "python-",
    "py-",
    "py",
    "-python",
    "-py",
    "-lib",
    "-sdk",
    "-client",
    "-api",
    "-utils",
    "-core",
    "s",
    "2",
    "3",
)


class Near(NamedTuple):
    """A popular name, and how another one differs from it."""

    name: str
    how: str


def is_popular(name: str) -> bool:
    """Whether the name itself is among the popular ones. Raises `ScanError` where the list is missing."""
    return normalised(name) in _ranks()


def near(name: str) -> Near | None:
    """The popular name that `name` could be taken for, if it is none itself. Raises `ScanError`."""
    asked, ranks = normalised(name), _ranks()
    if asked in ranks or len(asked) < _SHORTEST:
        return None
    slips = ((ranks[one], Near(one, how)) for one, how in _slips(asked) if ranks.get(one, WATCHED) < WATCHED)
    return min(slips, default=(0, None), key=lambda one: one[0])[1]


def _slips(name: str) -> Iterator[tuple[str, str]]:
    """Every name that is one slip away, with the slip."""
    bare = name.replace("-", "")
    yield bare, "without its separators"
    for at in range(len(name)):
        left, right = name[:at], name[at + 1 :]
        yield left + right, "one letter more"
        if right and right[0] != name[at]:
            yield left + right[0] + name[at] + right[1:], "two letters swapped"
        yield from ((left + letter + right, "one letter different") for letter in _LETTERS)
    yield from (
        (name[:at] + letter + name[at:], "one letter less") for at in range(len(name) + 1) for letter in _LETTERS
    )


def affixed(name: str) -> Near | None:
    """The popular name that `name` only adds a common word to (`python-requests`)."""
    asked, ranks = normalised(name), _ranks()
    if asked in ranks:
        return None
    for affix in _AFFIXES:
        bare = asked.removeprefix(affix) if affix.endswith("-") or affix == "py" else asked.removesuffix(affix)
        if bare != asked and len(bare) >= _SHORTEST and ranks.get(bare, WATCHED) < WATCHED:
            return Near(bare, f"`{affix}` added")
    return None


@cache
def _ranks() -> dict[str, int]:
    try:
        lines = FILE.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ScanError(f"the popular names cannot be read: {error}", remedy="install stelp-ci again") from error
    names = [line for line in lines if line and not line.startswith("#")]
    return {name: rank for rank, name in enumerate(names)}
