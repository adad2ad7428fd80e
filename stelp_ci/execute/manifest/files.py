"""Bounded reading of a project's own files, with a note for each that could not be read."""

import configparser
import json
import stat
import tomllib
from pathlib import Path, PurePosixPath

from stelp_ci.execute.manifest.printable import printable

TEXT_LIMIT = 1 << 20
LOCK_LIMIT = 32 << 20


class ProjectFiles:
    """The files below `root`: paths that leave it, devices and oversized files are noted and never read.

    Attributes:
        root: the resolved root of the source tree.
        notes: one sentence for each thing that could not be taken into account.
        read: the files that were read, in order.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.notes: list[str] = []
        self.read: list[str] = []

    def note(self, text: str) -> None:
        """Say once what could not be taken into account."""
        if text not in self.notes:
            self.notes.append(text)

    def locate(self, path: str) -> Path | None:
        """The regular file at `path` (POSIX, relative), or None: absent, a device, or outside of the tree."""
        if "\0" in path or PurePosixPath(path).is_absolute():
            return None
        try:
            real = (self.root / path).resolve(strict=True)
            regular = stat.S_ISREG(real.stat().st_mode)
        except (OSError, RuntimeError, ValueError):
            return None
        return real if regular and real.is_relative_to(self.root) else None

    def has(self, path: str) -> bool:
        """Whether `path` is a regular file of the tree."""
        return self.locate(path) is not None

    def listed(self, pattern: str) -> tuple[str, ...]:
        """The regular files that match a glob `pattern` of ours, as sorted relative paths."""
        found = (path.relative_to(self.root).as_posix() for path in self.root.glob(pattern))
        return tuple(sorted(path for path in found if self.has(path)))

    def text(self, path: str, *, limit: int = TEXT_LIMIT) -> str | None:
        """The UTF-8 text of `path`, or None where there is none that can be read (noted, unless it is absent)."""
        real = self.locate(path)
        if real is None:
            return None
        try:
            if real.stat().st_size > limit:
                self.note(f"{printable(path)} is larger than {limit >> 10} KiB and was not read")
                return None
            text = real.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            self.note(f"{printable(path)} cannot be read: {printable(error)}")
            return None
        self.read.append(path)
        return text

    def toml(self, path: str, *, limit: int = TEXT_LIMIT) -> dict[str, object]:
        """The tables of a TOML file; empty where it is absent or broken (noted)."""
        text = self.text(path, limit=limit)
        try:
            return {} if text is None else tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            self.note(f"{printable(path)} is not TOML: {printable(error)}")
            return {}

    def ini(self, path: str) -> dict[str, dict[str, str]]:
        """The sections of an INI file, without interpolation; empty where it is absent or broken (noted)."""
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read_string(self.text(path) or "")
        except configparser.Error as error:
            self.note(f"{printable(path)} is not an INI file: {printable(error)}")
            return {}
        return {name: dict(parser.items(name)) for name in parser.sections()}

    def json(self, path: str) -> object:
        """The value of a JSON file; None where it is absent or broken (noted)."""
        text = self.text(path, limit=LOCK_LIMIT)
        try:
            return None if text is None else json.loads(text)
        except (ValueError, RecursionError) as error:
            self.note(f"{printable(path)} is not JSON: {printable(error)}")
            return None
