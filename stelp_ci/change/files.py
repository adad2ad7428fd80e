"""From two trees to the files of the Change: roles, hunks, and the units of Python files."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

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
_REGULAR = (EntryKind.FILE, EntryKind.EXECUTABLE)


def changed_files(scratch: Scratch, base: str, head: str) -> tuple[FileChange, ...]:
    """The files that differ between two trees that `scratch` can read, in git's order. Raises `ChangeError`."""
    pairs = changed_pairs(scratch.git, base, head)
    for pair in pairs:
        if pair.head is not None:
            check_name(pair.head.name)
    contents = scratch.blobs.read_all([entry.oid for pair in pairs for entry in _wanted(pair)])
    read = [_read(pair, {entry: next(contents) for entry in _wanted(pair)}) for pair in pairs]
    gone = (unit for file in read for unit in file.python.gone)
    moves = find_moves(gone, (unit for file in read for unit in file.python.new))
    return tuple(_file_change(file, with_moves(file.python.units, moves)) for file in read)


class _ReadPair(NamedTuple):
    """A changed file, and what its content says."""

    pair: Pair
    is_python: bool
    is_binary: bool
    python: PythonChange


def _wanted(pair: Pair) -> tuple[Entry, ...]:
    """The entries whose content decides something: what may be Python, and files of which git shows nothing."""
    sides = dict.fromkeys(entry for entry in (pair.base, pair.head) if entry and entry.kind in _REGULAR)
    unseen = not pair.hunks and not pair.is_binary
    return tuple(entry for entry in sides if unseen or _suffix(entry) in ("", *PYTHON_SUFFIXES))


def _suffix(entry: Entry) -> str:
    return PurePosixPath(shown(entry.name)).suffix


def _read(pair: Pair, contents: Mapping[Entry, bytes]) -> _ReadPair:
    base, head = _python_version(pair.base, contents), _python_version(pair.head, contents)
    is_python = (head if pair.head else base) is not None
    # git tells binary files itself, unless the file is Python or only its name or mode changed.
    sniffed = contents.values() if is_python or not pair.hunks else ()
    return _ReadPair(
        pair=pair,
        is_python=is_python,
        is_binary=pair.is_binary or any(b"\0" in content[:_SNIFFED] for content in sniffed),
        python=compare_versions(base, head) if base or head else PythonChange(),
    )


def _python_version(entry: Entry | None, contents: Mapping[Entry, bytes]) -> Version | None:
    """The content, if it is a regular file with Python's suffix, or without any suffix but with Python's `#!`."""
    if entry is None or entry not in contents:
        return None
    suffix, source = _suffix(entry), contents[entry]
    is_python = suffix in PYTHON_SUFFIXES or (not suffix and _SHEBANG.match(source) is not None)
    return Version(shown(entry.name), source) if is_python else None


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
