"""Version files that a build backend writes and git does not hold, such as `_version.py`."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.manifest.setup_py import read_setup_call
from stelp_ci.execute.manifest.values import table, text

PYTHON_FILE = """\
# written by stelp-ci in place of the build backend
from __future__ import annotations

__version__ = version = {version!r}
__version_tuple__ = version_tuple = {version_tuple!r}
__commit_id__ = commit_id = None
"""


class GeneratedFile(NamedTuple):
    """A file to be written below the copy of the tree: a relative path and its text."""

    path: str
    text: str


def generated_files(files: ProjectFiles, version: str) -> tuple[GeneratedFile, ...]:
    """The declared version files that the tree does not hold. A path that leaves the tree is noted, not written."""
    found: dict[str, str] = {}
    for path, template in _declared(files):
        if not _can_be_written(files, path):
            files.note(
                f"the generated file {printable(path)} is not written: its path leaves the tree or crosses a link"
            )
        elif not (files.root / path).exists():
            found[PurePosixPath(path).as_posix()] = _filled(template, path, version)
    return tuple(GeneratedFile(path, content) for path, content in sorted(found.items()))


def _declared(files: ProjectFiles) -> Iterator[tuple[str, str]]:
    """Pairs of path and template (empty: the usual one), from hatch-vcs, setuptools_scm, pdm and versioningit."""
    tool = table(files.toml("pyproject.toml"), "tool")
    hook = table(tool, "hatch", "build", "hooks", "vcs")
    scm = {**table(tool, "setuptools_scm"), **table(tool, "setuptools-scm")}
    for table_, path, template in (
        (hook, "version-file", "template"),
        (table(tool, "hatch", "build", "hooks", "version"), "path", "template"),
        (scm, "version_file", "version_file_template"),
        (scm, "write_to", "write_to_template"),
        (table(read_setup_call(files).literals.get("use_scm_version")), "write_to", "write_to_template"),
        (table(read_setup_call(files).literals.get("use_scm_version")), "version_file", "version_file_template"),
        (table(tool, "versioningit", "write"), "file", "template"),
    ):
        if text(table_.get(path)):
            yield text(table_.get(path)), text(table_.get(template))
    pdm = table(tool, "pdm", "version")
    if text(pdm.get("write_to")):
        yield from ((f"{root}{pdm['write_to']}", text(pdm.get("write_template"))) for root in _pdm_roots(files))


def _pdm_roots(files: ProjectFiles) -> tuple[str, ...]:
    return ("src/",) if (files.root / "src").is_dir() else ("",)


def _can_be_written(files: ProjectFiles, path: str) -> bool:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\0" in path or not pure.parts:
        return False
    folder = files.root
    for part in pure.parts[:-1]:
        folder = folder / part
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            return False
    return not (folder / pure.name).is_symlink()


def _filled(template: str, path: str, version: str) -> str:
    """The template with its version fields replaced as text: a hostile one is never handed to `str.format`."""
    if not template:
        return _usual(path, version)
    as_tuple = repr(version_tuple(version))
    for field, value in (("{version}", version), ("{version!r}", repr(version)), ("{version_tuple}", as_tuple),
                         ("{version_tuple!r}", as_tuple), ("{}", version)):  # fmt: skip
        template = template.replace(field, value)
    return re.sub(r"\{scm_version[^}]*\}|\{next_version[^}]*\}|\{base_version[^}]*\}", version, template)


def _usual(path: str, version: str) -> str:
    if not path.endswith((".py", ".pyi")):
        return f"{version}\n"
    return PYTHON_FILE.format(version=version, version_tuple=version_tuple(version))


def version_tuple(version: str) -> tuple[int | str, ...]:
    """`1.2.dev3+abc` as `(1, 2, 'dev3', 'abc')`."""
    parts = re.split(r"[.+]", version)
    return tuple(int(part) if part.isdigit() and len(part) < 10 else part for part in parts)
