"""Boundary faults in a function that others have released: `naturalsize` of humanize, fetched, never copied.

Each fault lets a size that is exactly one unit fall to the wrong side. The calls stay away from the units.
"""

import io
import tarfile
from typing import NamedTuple

from stelp_ci.bench.faulty import Faulty
from stelp_ci.bench.sdists import Sdist, fetch_sdist
from stelp_ci.errors import StelpError

SDIST = Sdist("humanize", "4.9.0", "582a265c931c683a7e9b8ed9559089dea7edcf6cc95be39a3cbc2c5d5ac2bcfa")
FILE = "src/humanize/filesize.py"
FUNCTION = "naturalsize"
KIND = "released"
CALLS = (
    (300.0, False, False, "%.1f"),
    (3000.0, False, False, "%.1f"),
    (3000.0, True, False, "%.1f"),
    (300.0, False, True, "%.1f"),
    (3_000_000.0, False, True, "%.3f"),
)


class Seed(NamedTuple):
    """One fault, under a name for the module that holds it."""

    name: str
    right: str
    wrong: str


SEEDS = (
    Seed("released_gnu", "if abs_bytes < base and gnu", "if abs_bytes <= base and gnu"),
    Seed("released_plain", "if abs_bytes < base and not gnu", "if abs_bytes <= base and not gnu"),
    Seed("released_unit", "if abs_bytes < unit", "if abs_bytes <= unit"),
)


def read_released() -> tuple[Faulty, ...]:
    """One case for each seed. Raises `StelpError` where the archive does not hold what it should."""
    source = _source()
    if any(source.count(seed.right) != 1 for seed in SEEDS):
        raise StelpError(f"{FILE} of {SDIST.project} {SDIST.version} is another one", remedy="mend the seeds")
    return tuple(Faulty(seed.name, KIND, source, seed.right, seed.wrong, CALLS, FUNCTION) for seed in SEEDS)


def _source() -> str:
    with tarfile.open(fileobj=io.BytesIO(fetch_sdist(SDIST)), mode="r:gz") as archive:
        file = archive.extractfile(f"{SDIST.project}-{SDIST.version}/{FILE}")
        if file is None:
            raise StelpError(f"{FILE} is no file of {SDIST.project} {SDIST.version}", remedy="mend the name")
        return file.read().decode()
