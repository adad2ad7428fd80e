"""The change that a diff describes: applied in memory to a commit, without touching repository or work tree."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from stelp_ci.change.apply import apply_hunks
from stelp_ci.change.comparison import NOTHING, Comparison
from stelp_ci.change.names import check_name, shown
from stelp_ci.change.patch import FilePatch, read_patch
from stelp_ci.change.repository import NotARepositoryError, Repository, find_repository
from stelp_ci.change.revisions import commit_of, revision_of
from stelp_ci.change.scratch import Scratch
from stelp_ci.change.tree import SUBMODULE_MODE, Entry, list_tree
from stelp_ci.errors import ChangeError
from stelp_ci.model.change import Revision
from stelp_ci.model.report import Invocation

_DELETED = f"0 {'0' * 40}\t".encode()
_SUBPROJECT = b"Subproject commit "


def compare_diff(invocation: Invocation) -> Comparison:
    """Apply `invocation.diff` to `invocation.base` (default HEAD). Raises `ChangeError` if it does not apply exactly.

    A diff that only adds files needs no repository.
    """
    patches = read_patch(invocation.diff or "")
    repository = _repository(invocation, patches)
    base = _base(repository, invocation.base)
    with ExitStack() as opened:
        scratch = Scratch(objects=repository.objects if repository else None)
        opened.callback(scratch.close)
        head = Revision(label="diff", tree=_patched_tree(scratch, base.tree, patches))
        opened.pop_all()
    return Comparison(scratch, base, head)


def _repository(invocation: Invocation, patches: Sequence[FilePatch]) -> Repository | None:
    try:
        return find_repository(Path(invocation.repo))
    except NotARepositoryError:
        if invocation.base is None and all(patch.names.base is None for patch in patches):
            return None
        raise


def _base(repository: Repository | None, asked: str | None) -> Revision:
    commit = commit_of(repository, asked or "HEAD") if repository else None
    if repository is not None and commit is not None:
        return revision_of(repository, commit, label=asked or "HEAD")
    if asked is not None:
        raise ChangeError(f"there is no commit called {asked!r}", remedy="name an existing commit with --base")
    return NOTHING


class _Written(NamedTuple):
    """A file of the head."""

    name: bytes
    mode: int
    content: bytes


def _patched_tree(scratch: Scratch, base: str, patches: Sequence[FilePatch]) -> str:
    entries = {entry.name: entry for entry in list_tree(scratch.git, base)}
    written: list[_Written] = []
    removed: set[bytes] = set()
    for patch in (_located(patch, entries) for patch in patches):
        if patch.names.base is not None and not patch.names.is_copy:
            removed.add(patch.names.base)
        if file := _apply(scratch, patch, entries):
            written.append(file)
    _check_places(entries.keys() - removed, [file.name for file in written])
    return _write_tree(scratch, base, removed, written)


def _located(patch: FilePatch, entries: dict[bytes, Entry]) -> FilePatch:
    """A plain diff's file under the name that it has in the base; new, if it has none there and begins at nothing."""
    names = patch.names
    for name in (names.head, names.base):
        if name is not None:
            check_name(name)
    if not names.is_plain or names.base is None or names.head is None:
        return patch
    name = next((name for name in (names.head, names.base) if name in entries), None)
    if name is not None:
        return patch._replace(names=names._replace(base=name, head=name))
    from_nothing = len(patch.hunks) == 1 and patch.hunks[0].header[:2] == (0, 0)
    return patch._replace(names=names._replace(base=None)) if from_nothing else patch


def _apply(scratch: Scratch, patch: FilePatch, entries: dict[bytes, Entry]) -> _Written | None:
    path = shown(patch.names.path)
    entry = _base_entry(patch, entries)
    content = apply_hunks(_content(scratch, entry), patch.hunks, path=path)
    if patch.names.head is None:
        if content:
            raise ChangeError(f"{path}: the diff deletes the file but not all of its lines")
        return None
    mode = patch.head_mode or (entry.mode if entry else 0o100644)
    return _Written(patch.names.head, mode, content)


def _base_entry(patch: FilePatch, entries: dict[bytes, Entry]) -> Entry | None:
    name = patch.names.base
    if name is None:
        return None
    entry = entries.get(name)
    if entry is None:
        raise ChangeError(
            f"{shown(name)}: the diff changes a file that the base does not have",
            remedy="name the commit that the diff was made against with --base",
        )
    if patch.base_mode is not None and patch.base_mode != entry.mode:
        raise ChangeError(f"{shown(name)}: the diff expects mode {patch.base_mode:o}, the base has {entry.mode:o}")
    return entry


def _content(scratch: Scratch, entry: Entry | None) -> bytes:
    """The bytes that hunks are about; a submodule is the line that git shows for it."""
    if entry is None:
        return b""
    if entry.mode == SUBMODULE_MODE:
        return _SUBPROJECT + entry.oid.encode() + b"\n"
    return scratch.blobs.read(entry.oid)


def _check_places(kept: set[bytes], written: Sequence[bytes]) -> None:
    """Nothing may be written twice, over a file that stays, below a file, or in place of a directory."""
    taken = set(kept)
    for name in written:
        if name in taken:
            raise ChangeError(f"{shown(name)}: the diff writes a file that is there already, or writes it twice")
        taken.add(name)
    for name in sorted(taken):
        parts = name.split(b"/")
        if any(b"/".join(parts[:end]) in taken for end in range(1, len(parts))):
            raise ChangeError(f"{shown(name)}: the diff makes a directory of a file, or the reverse")


def _write_tree(scratch: Scratch, base: str, removed: set[bytes], written: Sequence[_Written]) -> str:
    lines = [_DELETED + name + b"\0" for name in sorted(removed)]
    stored = iter(scratch.write_blobs(file.content for file in written if file.mode != SUBMODULE_MODE))
    for file in written:
        oid = _submodule_commit(file) if file.mode == SUBMODULE_MODE else next(stored)
        lines.append(f"{file.mode:o} {oid}\t".encode() + file.name + b"\0")
    scratch.git.output("read-tree", base)
    scratch.git.output("update-index", "-z", "--index-info", stdin=b"".join(lines))
    return scratch.git.output("write-tree").decode("ascii").strip()


def _submodule_commit(file: _Written) -> str:
    oid = file.content.removeprefix(_SUBPROJECT).strip().decode("ascii", "replace")
    if len(oid) != 40 or set(oid) - set("0123456789abcdef"):
        raise ChangeError(f"{shown(file.name)}: the diff does not name the submodule's commit")
    return oid
