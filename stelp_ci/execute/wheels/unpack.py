"""Wheels unpacked into one directory by our own hand: nothing in them is run, and nothing leaves the directory.

https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

from stelp_ci.errors import LayerError
from stelp_ci.execute.manifest.printable import printable

MOST_BYTES = 8 << 30
MOST_FILES = 300_000
REMEDY = "leave the package out of the tests' requirements, or give the packages with --deps DIR"


class Room:
    """How much more a layer may hold."""

    def __init__(self, *, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES) -> None:
        self._bytes = most_bytes
        self._files = most_files

    def take(self, entries: list[zipfile.ZipInfo], wheel: str) -> None:
        """Count what the entries declare (zipfile reads no more than that). Raises `LayerError`."""
        self._files -= len(entries)
        self._bytes -= sum(entry.file_size for entry in entries)
        if self._files < 0 or self._bytes < 0:
            raise LayerError(f"{wheel} makes the dependency layer larger than it may be", remedy=REMEDY)


def unpack_wheel(wheel: Path, site: Path, room: Room) -> None:
    """Unpack into `site` what belongs on sys.path: no scripts, headers or data files. A file that is there stays.

    Raises `LayerError` for an archive that is broken, names a path outside of `site`, or holds links.
    """
    shown = printable(wheel.name)
    try:
        with zipfile.ZipFile(wheel) as archive:
            entries = archive.infolist()
            room.take(entries, shown)
            for entry in entries:
                _unpack_entry(archive, entry, site)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise LayerError(f"{shown} is not a wheel: {printable(error)}", remedy=REMEDY) from error
    except OSError as error:
        raise LayerError(
            f"{shown} cannot be unpacked: {printable(error)}", remedy="check the free disk space"
        ) from error


def _unpack_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, site: Path) -> None:
    target = _target(entry)
    if target is None or entry.is_dir():
        return
    path = site.joinpath(*target.parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with archive.open(entry) as source, path.open("xb") as written:
            shutil.copyfileobj(source, written)
    except FileExistsError:
        return  # several wheels of one namespace bring the same __init__.py: the first one counts


def _target(entry: zipfile.ZipInfo) -> PurePosixPath | None:
    """Where the entry goes below the site directory; None for what sys.path does not need."""
    name = entry.filename
    path = PurePosixPath(name)
    mode = entry.external_attr >> 16
    if path.is_absolute() or ".." in path.parts or not path.parts or {"\\", "\0", ":"} & set(name):
        raise LayerError(f"a wheel names the path {printable(name)}, which is refused", remedy=REMEDY)
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_IFMT(mode) == 0):
        raise LayerError(f"a wheel holds {printable(name)}, which is no regular file", remedy=REMEDY)
    first, *rest = path.parts
    if not first.endswith(".data"):
        return path
    return PurePosixPath(*rest[1:]) if len(rest) > 1 and rest[0] in ("purelib", "platlib") else None
