"""Changes made by hand: two trees of files, and what git would say about them."""

import difflib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stelp_ci.change.roles import role_of
from stelp_ci.model.change import Change, ChangeKind, EntryKind, FileChange, Hunk, Revision, Unreadable
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.ports import ScanJob
from stelp_ci.model.source import SourceTree, Trees
from stelp_ci.model.syntax import parse

Files = Mapping[str, str | bytes]


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[..., ScanJob]:
    """`make_job(base, head, renamed={head: base}, links={path: target})`: names may hold `\\xNN` for a raw byte.

    `at` is a folder for another job of the same test.
    """

    def make(
        base: Files,
        head: Files,
        *,
        renamed: Mapping[str, str] | None = None,
        links: Mapping[str, str] | None = None,
        layers: tuple[Path, ...] = (),
        timeout_s: float = 120.0,
        at: str = "",
    ) -> ScanJob:
        place = tmp_path / at
        place.mkdir(exist_ok=True)
        trees = Trees(_tree(place / "base", base), _tree(place / "head", head))
        for path, target in (links or {}).items():
            (trees.head.root / path).symlink_to(target)
        files = _changes(base, head, renamed or {}) + [_link(path) for path in links or {}]
        change = Change(base=_revision("base"), head=_revision("head"), files=tuple(files))
        return ScanJob(change, trees, layers, tmp_path / "cache", timeout_s)

    return make


def _revision(name: str) -> Revision:
    return Revision(label=name, tree=name)


def _tree(root: Path, files: Files) -> SourceTree:
    root.mkdir()
    for name, content in files.items():
        raw = name.encode().decode("unicode_escape").encode("latin-1") if "\\x" in name else name.encode()
        path = Path(os.fsdecode(os.fsencode(root) + b"/" + raw))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bytes(content))
    return SourceTree(root, root.name)


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _changes(base: Files, head: Files, renamed: Mapping[str, str]) -> list[FileChange]:
    gone = [path for path in base if path not in head and path not in renamed.values()]
    changed = [
        (renamed.get(path, path) if renamed.get(path, path) in base else None, path)
        for path in head
        if path in renamed or base.get(path) != head[path]
    ]
    found = [_change(old, path, base, head) for old, path in changed]
    return found + [_change(path, None, base, head) for path in gone]


def _change(old: str | None, path: str | None, base: Files, head: Files) -> FileChange:
    before = _bytes(base[old]) if old is not None else b""
    after = _bytes(head[path]) if path is not None else b""
    kind = ChangeKind.ADDED if old is None else ChangeKind.DELETED if path is None else ChangeKind.MODIFIED
    name = path or old or ""
    parsed = parse(after) if name.endswith(".py") and path is not None else None
    return FileChange(
        kind=kind,
        base_path=old,
        head_path=path,
        role=FileRole.TEST if name.startswith("tests/") else role_of(name),
        is_python=name.endswith(".py"),
        hunks=(_hunk(before, after),),
        unreadable=parsed if isinstance(parsed, Unreadable) else None,
    )


def _hunk(before: bytes, after: bytes) -> Hunk:
    old, new = before.split(b"\n"), after.split(b"\n")
    added: list[int] = []
    for tag, _, _, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        added += range(start + 1, end + 1) if tag in {"insert", "replace"} else ()
    return Hunk(base_start=1, base_length=len(old), head_start=1, head_length=len(new), added=tuple(added))


def _link(path: str) -> FileChange:
    role = FileRole.SOURCE
    return FileChange(kind=ChangeKind.ADDED, base_path=None, head_path=path, role=role, entry=EntryKind.SYMLINK)
