"""What is about to be committed or pushed, from git objects alone: files, their two versions, and the added lines."""

import os
from collections.abc import Iterable
from typing import NamedTuple

from stelp_ci.change.names import shown
from stelp_ci.errors import ChangeError
from stelp_ci.hook.blobs import read_blobs
from stelp_ci.hook.git import Repository
from stelp_ci.hook.patch import Region, read_patch, whole
from stelp_ci.hook.questions import AGAINST, DIFFERENCE, INDEX

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
NO_COMMIT = "0" * 40
"""What git names in place of a commit that does not exist."""

_TEXT = (".py", ".pyi", ".pyw", ".md", ".txt", ".toml", ".cfg", ".ini", ".yml", ".yaml", ".json", ".sh", ".rst", ".pth")
_SUBMODULE = 0o160000
_SYMLINK = 0o120000


class StagedFile(NamedTuple):
    """One changed file. Paths are relative to the top, None on the side that has no such file; ids are git's."""

    base_path: str | None
    head_path: str | None
    base_mode: int
    head_mode: int
    base_oid: str
    head_oid: str
    regions: tuple[Region, ...] = ()
    is_binary: bool = False

    @property
    def path(self) -> str:
        """The head's path, or the base's where the file is gone."""
        return self.head_path or self.base_path or ""

    @property
    def has_content(self) -> bool:
        """Whether the head holds a regular file here: no submodule, no link, no deletion."""
        return self.head_path is not None and self.head_mode not in (_SUBMODULE, _SYMLINK)

    @property
    def added(self) -> Iterable[tuple[int, bytes]]:
        """The lines that the change wrote: the head's line number, and the text without its end."""
        return (one for region in self.regions for one in enumerate(region.lines, start=region.head_start))


class Staged(NamedTuple):
    """A change as hooks see it. `base` is a commit or the empty tree, `head` a commit or None for the index."""

    repository: Repository
    base: str
    head: str | None
    files: tuple[StagedFile, ...]

    def contents(self, oids: Iterable[str]) -> dict[str, bytes]:
        """The content of each blob that is asked for, in one git process. Raises `ChangeError`."""
        return read_blobs(self.repository, oids)


def read_staged(repository: Repository, names: frozenset[str]) -> Staged:
    """The index against HEAD. Where nothing is staged, the files in `names` as a whole (`pre-commit run --all-files`).

    While a merge is being committed, what either parent already has is not the commit's own. `names` (paths relative
    to the top) narrow the change; empty means all of it. Raises `ChangeError`.
    """
    files = _index_against(repository, "HEAD")
    base = "HEAD"
    if files is None:
        base = EMPTY_TREE
        files = _index_against(repository, base) or ()
    if files and os.path.isfile(os.path.join(repository.git_dir, "MERGE_HEAD")):  # noqa: PTH113,PTH118 - pathlib is slow to import
        files = _own_in_merge(repository, files)
    elif not files and names:
        base, files = EMPTY_TREE, _whole_files(repository, names)
    return Staged(repository, base, None, _seen(repository, _narrowed(files, names)))


def read_range(repository: Repository, base: str, head: str, names: frozenset[str]) -> Staged:
    """What `head` adds to the point where it left `base`: what a push brings. Raises `ChangeError`."""
    for ref in (base, head):
        if not ref or ref.startswith("-"):
            raise ChangeError(f"{ref!r} is not the name of a commit")
    if base == NO_COMMIT:
        start = EMPTY_TREE
    else:
        found = repository.asks("merge-base", base, head)
        start = found.split()[0].decode() if found else base
    raw = repository.run("diff-tree", *DIFFERENCE, start, head)
    return Staged(repository, start, head, _seen(repository, _narrowed(_read(raw), names)))


def _index_against(repository: Repository, tree: str) -> tuple[StagedFile, ...] | None:
    """None where there is no such tree: before the first commit."""
    raw = repository.asks(*AGAINST, tree, "--")
    if raw is None and tree != "HEAD":
        raise ChangeError("the index cannot be read", remedy="git fsck")
    if raw is None and repository.asks("rev-parse", "--verify", "--quiet", "HEAD^{tree}") is not None:
        raise ChangeError("the index cannot be compared with HEAD", remedy="git fsck")
    return None if raw is None else _read(raw)


def _own_in_merge(repository: Repository, files: tuple[StagedFile, ...]) -> tuple[StagedFile, ...]:
    with open(os.path.join(repository.git_dir, "MERGE_HEAD"), encoding="ascii") as listed:  # noqa: PTH118,PTH123 - pathlib is slow to import
        others = listed.read().split()
    for other in others:
        raw = repository.run("diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", other, "--")
        differing = {file.path for file in _read(raw)}
        files = tuple(file for file in files if file.path in differing)
    return files


def _whole_files(repository: Repository, names: frozenset[str]) -> tuple[StagedFile, ...]:
    """Every asked file of the index, as if all of its lines had been written now."""
    listing = repository.run(*INDEX)
    found: list[StagedFile] = []
    for entry in listing.split(b"\0")[:-1]:
        about, _, name = entry.partition(b"\t")
        mode, oid, stage = about.decode("ascii").split(" ")
        if stage == "0" and shown(name) in names:
            found.append(StagedFile(None, shown(name), 0, int(mode, 8), NO_COMMIT, oid))
    contents = read_blobs(repository, (file.head_oid for file in found if file.has_content))
    return tuple(whole_file(file, contents.get(file.head_oid)) for file in found)


def whole_file(file: StagedFile, content: bytes | None) -> StagedFile:
    """`file` with all of `content` as added."""
    if content is None or b"\0" in content[:8000]:
        return file._replace(is_binary=content is not None)
    return file._replace(regions=(whole(content),), is_binary=False)


def _seen(repository: Repository, files: tuple[StagedFile, ...]) -> tuple[StagedFile, ...]:
    """Text that an attribute (`*.py -diff`) hides from git's patch counts as written anew."""
    hidden = {file.head_oid for file in files if file.is_binary and file.has_content and file.path.endswith(_TEXT)}
    contents = read_blobs(repository, hidden)
    return tuple(
        whole_file(file, contents[file.head_oid]) if file.is_binary and file.head_oid in contents else file
        for file in files
    )


def _narrowed(files: tuple[StagedFile, ...], names: frozenset[str]) -> tuple[StagedFile, ...]:
    return tuple(file for file in files if file.path in names) if names else files


def _read(raw: bytes) -> tuple[StagedFile, ...]:
    """git's raw list, and the patch behind it in the same order."""
    files: list[StagedFile] = []
    at = 0
    while raw.startswith(b":", at):
        about, at = _field(raw, at)
        base_mode, head_mode, base_oid, head_oid, status = about.decode("ascii").lstrip(":").split(" ")
        name, at = _field(raw, at)
        other, at = _field(raw, at) if status[0] in "RC" else (name, at)
        base = None if status[0] == "A" else shown(name)
        head = None if status[0] == "D" else shown(other)
        if status[0] == "U":
            raise ChangeError(f"{shown(name)} is unmerged", remedy="resolve the conflict and stage the result")
        files.append(StagedFile(base, head, int(base_mode, 8), int(head_mode, 8), base_oid, head_oid))
    patch = read_patch(raw[at:].lstrip(b"\0"))
    return tuple(_with_patch(file, patch) for file in files) if patch else tuple(files)


def _with_patch(file: StagedFile, patch: list[tuple[tuple[Region, ...], bool]]) -> StagedFile:
    """The next section belongs to `file`; a file that becomes a link (or the reverse) has two."""
    turned = file.base_mode and file.head_mode and file.base_mode & 0o170000 != file.head_mode & 0o170000
    sections = [patch.pop(0) for _ in range(2 if turned else 1)]
    regions = tuple(region for found, _ in sections for region in found)
    return file._replace(regions=regions, is_binary=any(binary for _, binary in sections))


def _field(raw: bytes, at: int) -> tuple[bytes, int]:
    end = raw.find(b"\0", at)
    if end < 0:
        raise ChangeError("git's list of changed files breaks off")
    return raw[at:end], end + 1
