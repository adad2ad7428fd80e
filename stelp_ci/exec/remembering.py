"""Results known by the content of what was run: an interrupted batch goes on, and parts of it can be joined."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from stelp_ci.exec.load import Given, Item
from stelp_ci.exec.running import LOAD_PROGRAMS, spread
from stelp_ci.exec.setup import Setup
from stelp_ci.exec.workers import Workers
from stelp_ci.kept import Kept
from stelp_ci.model.program_run import ProgramRun, RunStatus
from stelp_ci.model.value import Value
from stelp_ci.transpile.plain_data import decode, encode

STAGES = ("exec", "execute", "model", "transpile")
"""The parts of the package that a program's result depends on."""


ROWS = "programs.jsonl"
"""The file of results in a folder that is kept."""


class Row(Value, frozen=True):
    """A result without the name that its program bore, its value coded as plain data."""

    run: ProgramRun
    value: Any


def program_key(item: Given, setup: Setup) -> str:
    """The 32 hex digits that name what is run and under which bounds, whatever it is called."""
    program = item.program
    parts = (
        setup.profile.encode(),
        setup.isolation.encode(),
        msgspec.json.encode(setup.as_policy()),
        msgspec.json.encode(setup.limits),
        program.entry.encode(),
        bytes(program.arguments),
        bytes(program.keywords),
        program.source,
    )
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:32]


def spread_kept(
    items: Iterable[Item], setup: Setup, workers: Workers, kept: Kept, *, size: int = LOAD_PROGRAMS
) -> Iterator[ProgramRun]:
    """The results, in order; what `kept` knows is not run, and what is run is kept.

    What called tools, or is inconclusive, is never kept: it is run again.
    """
    if setup.toolbox.tools:
        yield from spread(items, setup, workers, size=size)
        return
    keys: deque[str] = deque()
    for run in spread(_recalled(items, setup, kept, keys), setup, workers, size=size):
        key = keys.popleft()
        if key and run.status is not RunStatus.INCONCLUSIVE:
            kept.keep(key, Row(msgspec.structs.replace(run, id=None, value=None), encode(run.value)))
        yield run


def _recalled(items: Iterable[Item], setup: Setup, kept: Kept, keys: deque[str]) -> Iterator[Item]:
    """The items, with known results in place of what was run before. `keys` gets a name for each that was not."""
    for item in items:
        key = program_key(item, setup) if isinstance(item, Given) else ""
        row = kept.find(key, Row) if key else None
        keys.append("" if row else key)
        yield msgspec.structs.replace(row.run, id=item.id, value=decode(row.value)) if row else item
