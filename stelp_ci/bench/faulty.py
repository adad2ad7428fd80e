"""Small functions and one fault for each, written for measuring: a file each below `faulty_cases`.

The calls are what somebody may have tested: none of them tells the right version from the wrong one.
"""

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).parent / "faulty_cases"


class Faulty(NamedTuple):
    """`source` is right; with the one place `right` become `wrong` it is not. `calls` are arguments by position."""

    name: str
    kind: str
    source: str
    right: str
    wrong: str
    calls: tuple[tuple[object, ...], ...]
    entry: str = ""

    @property
    def function(self) -> str:
        """The name of the function: the case's own, unless `entry` says otherwise."""
        return self.entry or self.name

    @property
    def broken(self) -> str:
        """The text with the fault."""
        return self.source.replace(self.right, self.wrong, 1)


@cache
def read_faulty() -> tuple[Faulty, ...]:
    """All of them, in the order of their names."""
    return tuple(_read(path) for path in sorted(CASES.glob("*.toml")))


def _read(path: Path) -> Faulty:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    calls = tuple(ast.literal_eval(call) for call in document.pop("calls"))
    return Faulty(name=path.stem, calls=calls, **document)
