"""What a project's configuration of pytest says about the names of its tests.

Source: pytest's reference, `python_files`, `python_classes`, `python_functions`.
"""

import configparser
from pathlib import Path

import msgspec

from stelp_ci.probe.naming import Naming

MAX_CONFIG_BYTES = 256 * 1024


class _Options(msgspec.Struct):
    """The options of pytest's configuration that we read; the others are pytest's business."""

    python_files: list[str] | str = ""
    python_classes: list[str] | str = ""
    python_functions: list[str] | str = ""
    testpaths: list[str] | str = ""
    addopts: list[str] | str = ""


class _PytestTable(_Options):
    ini_options: _Options | None = None


class _ToolTable(msgspec.Struct):
    pytest: _PytestTable | None = None


class _Pyproject(msgspec.Struct):
    tool: _ToolTable = msgspec.field(default_factory=_ToolTable)


def read_naming(root: Path) -> Naming:
    """The naming of the project at `root`; a configuration that cannot be read counts as absent, as pytest will say.

    The order of the files is pytest's.
    """
    options = (
        _ini(root / "pytest.ini", "pytest")
        or _ini(root / ".pytest.ini", "pytest")
        or _toml(root / "pyproject.toml")
        or _ini(root / "tox.ini", "pytest")
        or _ini(root / "setup.cfg", "tool:pytest")
    )
    return _naming(options) if options else Naming()


def _naming(options: _Options) -> Naming:
    default = Naming()
    return Naming(
        files=_words(options.python_files) or default.files,
        classes=_words(options.python_classes) or default.classes,
        functions=_words(options.python_functions) or default.functions,
        roots=_words(options.testpaths),
        doctests="--doctest-modules" in _words(options.addopts),
    )


def _words(value: list[str] | str) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else tuple(value.split())


def _text(path: Path) -> str | None:
    if not path.is_file() or path.is_symlink() or path.stat().st_size > MAX_CONFIG_BYTES:
        return None
    return path.read_text("utf-8", "replace")


def _ini(path: Path, table: str) -> _Options | None:
    text = _text(path)
    if text is None:
        return None
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    return msgspec.convert(dict(parser[table]), _Options) if parser.has_section(table) else None


def _toml(path: Path) -> _Options | None:
    text = _text(path)
    try:
        table = msgspec.toml.decode(text or "", type=_Pyproject).tool.pytest
    except msgspec.DecodeError:
        return None
    return table and (table.ini_options or table)
