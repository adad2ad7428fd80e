"""From two trees to the files of the Change: roles, hunks, and the units of Python files."""

import re
from pathlib import PurePosixPath
from typing import NamedTuple

from stelp_ci.change.blobs import Blobs
from stelp_ci.change.moves import find_moves, with_moves
from stelp_ci.change.names import check_name, shown
from stelp_ci.change.pairs import Pair, changed_pairs
from stelp_ci.change.python import PythonChange, Version, compare_versions
from stelp_ci.change.roles import PYTHON_SUFFIXES, role_of
from stelp_ci.change.scratch import Scratch
from stelp_ci.change.tree import Entry
from stelp_ci.model.change import ChangedUnit, EntryKind, FileChange

_SNIFFED = 8000
"""Bytes in which git looks for a NUL to tell binary files."""

_SHEBANG = re.compile(rb"#![^\n]*\bpython[\d.]*\b")


def changed_files(scratch: Scratch, base: str, head: str) -> tuple[FileChange, ...]:
    """The files that differ between two trees that `scratch` can read, in git's order. Raises `ChangeError`."""
    read = [_read(pair, scratch.blobs) for pair in changed_pairs(scratch.git, base, head)]
    gone = (unit for file in read for unit in file.python.gone)
    moves = find_moves(gone, (unit for file in read for unit in file.python.new))
    return tuple(_file_change(file, with_moves(file.python.units, moves)) for file in read)


class _ReadPair(NamedTuple):
    """A changed file, and what its content says."""

    pair: Pair
    is_python: bool
    is_binary: bool
    python: PythonChange


def _read(pair: Pair, blobs: Blobs) -> _ReadPair:
    if pair.head is not None:
        check_name(pair.head.name)
    base, head = _python_version(pair.base, blobs), _python_version(pair.head, blobs)
    return _ReadPair(
        pair=pair,
        is_python=(head if pair.head else base) is not None,
        is_binary=pair.is_binary or _is_binary(pair, head or base, blobs),
        python=compare_versions(base, head) if base or head else PythonChange(),
    )


def _python_version(entry: Entry | None, blobs: Blobs) -> Version | None:
    """The content, if it is a regular file with Python's suffix, or without any suffix but with Python's `#!`."""
    if entry is None or entry.kind not in (EntryKind.FILE, EntryKind.EXECUTABLE):
        return None
    path = shown(entry.name)
    suffix = PurePosixPath(path).suffix
    if suffix in PYTHON_SUFFIXES:
        return Version(path, blobs.read(entry.oid))
    if not suffix and _SHEBANG.match(source := blobs.read(entry.oid)):
        return Version(path, source)
    return None


def _is_binary(pair: Pair, python: Version | None, blobs: Blobs) -> bool:
    """git says so itself, unless the file is Python or only its name or mode changed."""
    if python is not None:
        return b"\0" in python.source[:_SNIFFED]
    present = pair.head or pair.base
    if pair.hunks or present is None or present.kind is EntryKind.SUBMODULE:
        return False
    return b"\0" in blobs.read(present.oid)[:_SNIFFED]


def _file_change(file: _ReadPair, units: tuple[ChangedUnit, ...]) -> FileChange:
    base, head = file.pair.base, file.pair.head
    entry = (head.kind if head else None) or (base.kind if base else EntryKind.FILE)
    base_path, head_path = (shown(side.name) if side else None for side in (base, head))
    return FileChange(
        kind=file.pair.kind,
        base_path=base_path,
        head_path=head_path,
        role=role_of(head_path or base_path or ""),
        entry=entry,
        is_python=file.is_python,
        is_binary=file.is_binary,
        mode_changed=base is not None and head is not None and base.mode != head.mode,
        hunks=() if entry is EntryKind.SUBMODULE else file.pair.hunks,
        units=units,
        unreadable=file.python.unreadable,
    )
