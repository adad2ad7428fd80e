"""Which names pytest takes for tests in this project: its defaults, or what the project's configuration says.

Source: pytest's reference, `python_files`, `python_classes`, `python_functions`.
"""

import configparser
import fnmatch
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import msgspec

MAX_CONFIG_BYTES = 256 * 1024


class _Options(msgspec.Struct):
    """The options of pytest's configuration that we read; the others are pytest's business."""

    python_files: list[str] | str = ""
    python_classes: list[str] | str = ""
    python_functions: list[str] | str = ""
    testpaths: list[str] | str = ""


class _PytestTable(_Options):
    ini_options: _Options | None = None


class _ToolTable(msgspec.Struct):
    pytest: _PytestTable | None = None


class _Pyproject(msgspec.Struct):
    tool: _ToolTable = msgspec.field(default_factory=_ToolTable)


class Naming(NamedTuple):
    """Patterns as pytest reads them: file globs; for classes and functions a prefix, or a glob when it has one."""

    files: tuple[str, ...] = ("test_*.py", "*_test.py")
    classes: tuple[str, ...] = ("Test",)
    functions: tuple[str, ...] = ("test",)
    roots: tuple[str, ...] = ()

    def is_test_file(self, path: str) -> bool:
        """Whether pytest would collect `path`, were it below a collected root."""
        name = PurePosixPath(path).name
        return any(fnmatch.fnmatchcase(name, glob) or fnmatch.fnmatchcase(path, glob) for glob in self.files)

    def is_test_class(self, name: str) -> bool:
        """Whether pytest collects a plain class of this name."""
        return _matches(name, self.classes)

    def is_test_function(self, name: str) -> bool:
        """Whether pytest collects a function or method of this name."""
        return _matches(name, self.functions)


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


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(name.startswith(p) or (set(p) & set("*?[") and fnmatch.fnmatchcase(name, p)) for p in patterns)


def _naming(options: _Options) -> Naming:
    default = Naming()
    return Naming(
        files=_words(options.python_files) or default.files,
        classes=_words(options.python_classes) or default.classes,
        functions=_words(options.python_functions) or default.functions,
        roots=_words(options.testpaths),
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
