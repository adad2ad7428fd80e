"""The case files: each technique of the catalogue in several spellings, with what has to come of each."""

import tomllib
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[2] / "cases" / "transpile" / "escapes"
POLICY = {"fuel": 300_000, "recursion": 300, "items": 1_000_000}


class Spelling(NamedTuple):
    """One program. `outcome` is a status and the code, limit or exception that goes with it."""

    id: str
    source: str
    outcome: str


def spellings() -> list[Spelling]:
    """Every spelling of every technique."""
    return [
        Spelling(f"{path.stem}/{name}", spelling["source"], spelling["outcome"])
        for path in sorted(FOLDER.glob("*.toml"))
        for name, spelling in tomllib.loads(path.read_text("utf-8")).items()
    ]
