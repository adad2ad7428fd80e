"""The other projects of a monorepo that belong to the one at its root."""

import fnmatch
import os
from collections.abc import Iterator
from pathlib import PurePosixPath

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.values import strings, table, text

DEEPEST = 3
MOST_FOLDERS = 4000
MOST_MEMBERS = 64
NOT_MEMBERS = frozenset(
    {"benchmarks", "build", "data", "dist", "doc", "docs", "example", "examples", "fixtures", "node_modules"}
    | {"test", "testdata", "testing", "tests", "third_party", "vendor", "vendored", "venv"}
)
MANIFESTS = ("pyproject.toml", "setup.cfg", "setup.py")


def member_folders(files: ProjectFiles) -> tuple[str, ...]:
    """Relative folders of members: those the workspace names, path sources, or every project below a bare root."""
    pyproject = files.toml("pyproject.toml")
    patterns = strings(table(pyproject, "tool", "uv", "workspace").get("members"))
    excluded = strings(table(pyproject, "tool", "uv", "workspace").get("exclude"))
    if not patterns and not _is_project(files, pyproject):
        patterns = ("*", "*/*")
    named = {folder for folder in _path_sources(pyproject) if _has_manifest(files, folder)}
    matched = {folder for folder in _candidates(files) if _matches(folder, patterns) and not _matches(folder, excluded)}
    found = sorted(named | matched) if patterns or named else []
    if len(found) > MOST_MEMBERS:
        files.note(f"the tree holds {len(found)} projects; the first {MOST_MEMBERS} were taken into account")
    return tuple(found[:MOST_MEMBERS])


def _is_project(files: ProjectFiles, pyproject: dict[str, object]) -> bool:
    declared = table(pyproject, "project") or table(pyproject, "tool", "poetry")
    return bool(declared) or files.has("setup.py") or files.has("setup.cfg")


def _has_manifest(files: ProjectFiles, folder: str) -> bool:
    return any(files.has(f"{folder}/{name}") for name in MANIFESTS)


def _path_sources(pyproject: dict[str, object]) -> Iterator[str]:
    sources = [*table(pyproject, "tool", "uv", "sources").values()]
    sources += table(pyproject, "tool", "poetry", "dependencies").values()
    for group in table(pyproject, "tool", "poetry", "group").values():
        sources += table(group, "dependencies").values()
    for source in sources:
        path = PurePosixPath(text(table(source).get("path")))
        if path.parts and ".." not in path.parts and not path.is_absolute():
            yield path.as_posix()


def _matches(folder: str, patterns: tuple[str, ...]) -> bool:
    depth = folder.count("/")
    return any(
        pattern.rstrip("/").count("/") == depth and fnmatch.fnmatchcase(folder, pattern.rstrip("/"))
        for pattern in patterns[:MOST_MEMBERS]
    )


def _candidates(files: ProjectFiles) -> Iterator[str]:
    for seen, (folder, folders, names) in enumerate(os.walk(files.root)):
        relative = os.path.relpath(folder, files.root)
        depth = 0 if relative == "." else relative.count(os.sep) + 1
        folders[:] = sorted(name for name in folders if name not in NOT_MEMBERS and not name.startswith("."))
        if depth >= DEEPEST or seen > MOST_FOLDERS:
            folders.clear()
        if depth and not {*names}.isdisjoint(MANIFESTS):
            yield relative
