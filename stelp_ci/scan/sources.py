"""The Python files of both sides, read once and shared by all scanners."""

import os
import re
import threading
from collections.abc import Mapping
from enum import StrEnum, unique
from pathlib import Path

from stelp_ci.errors import ScanError
from stelp_ci.model.change import Change, EntryKind, FileChange, Unreadable
from stelp_ci.model.source import SourceTree, Trees
from stelp_ci.model.syntax import MAX_BYTES
from stelp_ci.scan.source import Source, read_source

_SUFFIXES = (".py", ".pyi", ".pyw")
_ESCAPED = rb"\\x([0-9a-f]{2})"


@unique
class Side(StrEnum):
    """Before or after the change."""

    BASE = "base"
    HEAD = "head"


class Sources:
    """Reads files of both trees by the model's paths. Safe to share between threads."""

    def __init__(self, trees: Trees, names: Mapping[Side, frozenset[str]] | None = None) -> None:
        """`names` are all files of each side, where `trees` hold only some of them."""
        self._names = dict(names or {})
        self._trees: dict[Side, SourceTree] = {Side.BASE: trees.base, Side.HEAD: trees.head}
        self._read: dict[tuple[Side, str], Source | Unreadable | None] = {}
        self._lines: dict[tuple[Side, str], tuple[str, ...] | None] = {}
        self._lock = threading.Lock()

    def python(self, side: Side, path: str) -> Source | Unreadable | None:
        """The file as Python reads it, why that cannot be, or None where the side has no such file."""
        with self._lock:
            if (side, path) not in self._read:
                content = self.content(side, path)
                self._read[side, path] = None if content is None else read_source(path, content)
            return self._read[side, path]

    def lines(self, side: Side, path: str) -> tuple[str, ...] | None:
        """A text's lines as git counts them, without their ends; bytes that are not UTF-8 are replaced.

        None where the side has no such file, and for what is no text or larger than `MAX_BYTES`. Raises `ScanError`.
        """
        with self._lock:
            if (side, path) not in self._lines:
                content = self.content(side, path)
                self._lines[side, path] = None if content is None else _split(content)
            return self._lines[side, path]

    def names(self, side: Side) -> frozenset[str]:
        """The model's paths of all files of one side, links and folders left out."""
        with self._lock:
            if side not in self._names:
                self._names[side] = _walked(self._trees[side].root)
            return self._names[side]

    def content(self, side: Side, path: str) -> bytes | None:
        """The file's bytes, at most one more than `MAX_BYTES`; None where the side has no such file.

        Symbolic links are followed inside the tree. Raises `ScanError` if the file cannot be read.
        """
        file = self.locate(side, path)
        if file is None:
            return None
        try:
            with file.open("rb") as stream:
                return stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise ScanError(f"cannot read {path}: {error}", remedy="run the check again") from error

    def locate(self, side: Side, path: str) -> Path | None:
        """The regular file behind a model path; None if there is none inside the tree."""
        root = Path(os.path.realpath(self._trees[side].root))
        for name in (path, _unescaped(path)):
            file = Path(os.path.realpath(root / name))
            if file.is_relative_to(root) and os.path.isfile(file):  # noqa: PTH113 - Path.is_file raises for overlong names
                return file
        return None


def _split(content: bytes) -> tuple[str, ...] | None:
    if len(content) > MAX_BYTES or b"\0" in content[:8000]:
        return None
    return tuple(line.removesuffix("\r") for line in content.decode("utf-8", "replace").split("\n"))


def _walked(root: Path) -> frozenset[str]:
    top = os.fsencode(root)
    found = (os.path.join(folder, name) for folder, _, files in os.walk(top) for name in files)  # noqa: PTH118 - bytes
    relative = (os.path.relpath(path, top).replace(os.sep.encode(), b"/") for path in found)
    return frozenset(path.decode("utf-8", "backslashreplace") for path in relative)


def _unescaped(path: str) -> str:
    """The file system's name for a model path: `\\xNN` stands for a byte that is not UTF-8."""
    raw = re.sub(_ESCAPED, lambda match: bytes([int(match[1], 16)]), path.encode("utf-8", "backslashreplace"))
    return path if b"\0" in raw else os.fsdecode(raw)


def is_python(file: FileChange) -> bool:
    """Whether some side of the file is Python that an interpreter would import: links to Python count."""
    named = any(path is not None and path.endswith(_SUFFIXES) for path in (file.base_path, file.head_path))
    return (file.is_python or named) and file.entry is not EntryKind.SUBMODULE


def changed_sources(change: Change, sources: Sources, side: Side) -> list[Source]:
    """The changed Python files that this side has and that parse, in the order of their paths."""
    found = (sources.python(side, path) for path in changed_paths(change, side))
    return [source for source in found if isinstance(source, Source)]


def changed_paths(change: Change, side: Side) -> list[str]:
    """The paths of the changed Python files on one side, sorted."""
    files = [file for file in change.files if is_python(file)]
    paths = (file.base_path if side is Side.BASE else file.head_path for file in files)
    return sorted({path for path in paths if path is not None})
