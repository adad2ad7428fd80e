"""Files and tables that steer a scanner, edited by a change."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from stelp_ci.errors import ScanError
from stelp_ci.model.change import FileChange
from stelp_ci.scan.sources import Side, Sources

if TYPE_CHECKING:
    from stelp_ci.scan.toml_document import Table

_FILES = frozenset(
    {
        ".semgrepignore",
        ".bandit",
        "bandit.yaml",
        "bandit.yml",
        "pyrightconfig.json",
        "mypy.ini",
        ".mypy.ini",
        "ruff.toml",
        ".ruff.toml",
        ".flake8",
        ".pylintrc",
        "pylintrc",
        ".coveragerc",
        "pyvenv.cfg",
    }
)
"""`pyvenv.cfg` is among them because type checkers leave out the directory that holds one."""

_TABLES = ("bandit", "pyright", "basedpyright", "mypy", "ruff", "pylint", "semgrep", "coverage", "flake8")
_SECTIONS = ("[mypy", "[flake8", "[bandit", "[coverage:", "[pylint")


def edited_settings(file: FileChange, sources: Sources) -> Iterator[tuple[str, int]]:
    """What the change edits of scanners' settings: the name of the file or table, and the head's line."""
    names = {PurePosixPath(path).name for path in (file.base_path, file.head_path) if path is not None}
    if names & _FILES:
        yield f"{sorted(names & _FILES)[0]}", min(file.added_lines, default=1)
    elif "pyproject.toml" in names:
        yield from _edited_tables(file, sources)
    elif names & {"setup.cfg", "tox.ini"}:
        yield from _edited_sections(file, sources)


def _edited_tables(file: FileChange, sources: Sources) -> Iterator[tuple[str, int]]:
    from stelp_ci.scan.toml_document import subtable

    base, head = _document(Side.BASE, file.base_path, sources), _document(Side.HEAD, file.head_path, sources)
    if head is None:
        yield "pyproject.toml", min(file.added_lines, default=1)
        return
    for name in _TABLES:
        if subtable(base or {}, "tool", name) != subtable(head, "tool", name):
            yield f"[tool.{name}]", _line_of(f"[tool.{name}", file, sources)


def _document(side: Side, path: str | None, sources: Sources) -> "Table | None":
    """The document; empty where the side has none, None where it cannot be read."""
    from stelp_ci.scan.toml_document import read_toml

    content = sources.content(side, path) if path is not None else None
    try:
        return read_toml(content, path or "") if content is not None else {}
    except ScanError:
        return None  # unreadable settings count as edited


def _edited_sections(file: FileChange, sources: Sources) -> Iterator[tuple[str, int]]:
    for start in _SECTIONS:
        base, head = (
            _section(start, sources.content(side, path) if path is not None else None)
            for side, path in ((Side.BASE, file.base_path), (Side.HEAD, file.head_path))
        )
        if base != head:
            yield f"{start}] in {file.path}", _line_of(start, file, sources)


def _section(start: str, content: bytes | None) -> list[str]:
    """The lines of all sections whose header begins with `start`."""
    kept: list[str] = []
    inside = False
    for line in (content or b"").decode("utf-8", "backslashreplace").splitlines():
        inside = line.startswith(start) if line.startswith("[") else inside
        if inside and line.strip():
            kept.append(line.strip())
    return kept


def _line_of(header: str, file: FileChange, sources: Sources) -> int:
    """The header's line on the head, else the first line that the change wrote."""
    content = sources.content(Side.HEAD, file.head_path) if file.head_path is not None else None
    lines = (content or b"").decode("utf-8", "backslashreplace").splitlines()
    found = (number for number, line in enumerate(lines, start=1) if line.strip().startswith(header))
    return next(found, min(file.added_lines, default=1))
