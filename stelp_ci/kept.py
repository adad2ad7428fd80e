"""What long work has measured already: rows in a file, so that it goes on where it was stopped."""

import hashlib
import threading
from pathlib import Path
from typing import TypeVar

import msgspec

from stelp_ci.ending import is_ending
from stelp_ci.errors import UsageError
from stelp_ci.resources import package, resource

JUDGING = ("change", "config", "execute", "gate", "model", "probe", "transpile")
"""The stages that decide what evidence says. Renderings and commands may change without a row becoming stale.

The benchmark's own modules are not among them: whoever alters what a row means has to begin anew.
"""

_Row = TypeVar("_Row")


class Line(msgspec.Struct, frozen=True):
    """One line of the file: the row's name, the version of the code that made it, and the row."""

    name: str
    version: str
    row: msgspec.Raw


class Kept:
    """Rows by name. Rows of another version of the code are passed over: they are measured again."""

    def __init__(self, path: Path | None, *, stages: tuple[str, ...] = JUDGING, others: tuple[Path, ...] = ()) -> None:
        """Rows of `path` and, for reading alone, of `others`; without a path nothing is kept.

        `stages` are the parts of the package that a row depends on. Raises `UsageError` where a file holds something
        else than rows.
        """
        self._path, self._lock = path, threading.Lock()
        self._version = judging_version(stages)
        lines = (line for file in (path, *others) for line in _lines(file))
        self._rows = {line.name: line.row for line in lines if line.version == self._version}

    def find(self, name: str, kind: type[_Row]) -> _Row | None:
        """The row of that name, or None where it has to be measured."""
        row = self._rows.get(name)
        return None if row is None else msgspec.json.decode(row, type=kind)

    def keep(self, name: str, row: object) -> None:
        """Write the row down; it is there even if the process is killed right after.

        Nothing is kept of a run that was told to end: its tools may have been killed, and their row would stay.
        """
        if self._path is None or is_ending():
            return
        line = Line(name, self._version, msgspec.Raw(msgspec.json.encode(row)))
        with self._lock, self._path.open("ab") as file:
            file.write(msgspec.json.encode(line) + b"\n")


def judging_version(stages: tuple[str, ...] = JUDGING) -> str:
    """A digest of every source file of `stages`, of what runs in the sandbox, and of the rules that scanners read."""
    digest = hashlib.sha256()
    folders = [*(package(name) for name in stages), resource("sandbox") or package("sandbox")]
    files = [*package("").glob("*.py"), *(file for folder in folders for file in folder.rglob("*.py"))]
    files += (resource("rules") or package("rules")).glob("*.yaml") if "scan" in stages else ()
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _lines(path: Path | None) -> list[Line]:
    """All finished lines: one that was cut off with the process that wrote it is taken out of the file."""
    if path is None or not path.is_file():
        return []
    finished, end, cut_off = path.read_bytes().rpartition(b"\n")
    if cut_off:
        path.write_bytes(finished + end)
    try:
        return [msgspec.json.decode(line, type=Line) for line in finished.splitlines()]
    except msgspec.DecodeError as error:
        raise UsageError(f"{path} holds no rows of a benchmark: {error}", remedy="Give another folder.") from error
