"""pytest's settings in any of its files: which of them let fewer tests run, or let more pass."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.probe.tamper.hit import TamperHit

if TYPE_CHECKING:
    from configparser import ConfigParser

MAX_BYTES = 256 * 1024

_FILES = frozenset(
    {"pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "tox.ini", "setup.cfg", "pyproject.toml"}
)
_DECIDING = (
    "addopts", "testpaths", "python_files", "python_classes", "python_functions", "norecursedirs", "filterwarnings",
    "xfail_strict", "usefixtures", "required_plugins", "collect_imported_tests",
)  # fmt: skip
_COVERAGE = ("fail_under", "omit", "exclude_lines", "exclude_also", "source", "include", "branch")

_Options = dict[str, object]


def is_settings(name: str) -> bool:
    """Whether pytest reads its settings from a file of this name."""
    return name in _FILES or name == ".coveragerc"


def compare_settings(before: bytes | None, after: bytes | None, path: str) -> Iterator[TamperHit]:
    """Options that decide over tests, or over coverage, and differ. A file that cannot be read counts as empty."""
    base, head = _options(before, path), _options(after, path)
    for name in sorted(base.keys() | head.keys()):
        if base.get(name) != head.get(name):
            what = f"`{name}` decides over tests, and was {_done(name, base, head)}"
            yield TamperHit(TamperKind.CONFIGURATION, path, _line(after, name), what)


def _done(name: str, base: _Options, head: _Options) -> str:
    return "added" if name not in base else "removed" if name not in head else "edited"


def _line(source: bytes | None, name: str) -> int:
    lines = (source or b"").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.strip().startswith(name.encode())), 1)


def _options(source: bytes | None, path: str) -> _Options:
    if source is None or len(source) > MAX_BYTES:
        return {}
    text = source.decode("utf-8", "replace")
    tables = _toml(text) if path.endswith(".toml") else _ini(text)
    pytest_table, coverage = tables
    deciding = {name: _plain(pytest_table[name]) for name in _DECIDING if name in pytest_table}
    return deciding | {name: _plain(coverage[name]) for name in _COVERAGE if name in coverage}


def _plain(value: object) -> object:
    """A value in which layout does not count."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _toml(text: str) -> tuple[_Options, _Options]:
    import tomllib

    try:
        document: _Options = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}, {}
    tool = _table(document, "tool")
    own = _table(tool, "pytest")
    settings = _table(own, "ini_options") or own or _table(document, "pytest")
    coverage = _table(tool, "coverage")
    return settings, {**_table(coverage, "run"), **_table(coverage, "report")}


def _table(document: _Options, name: str) -> _Options:
    value = document.get(name)
    return cast("_Options", value) if isinstance(value, dict) else {}


def _ini(text: str) -> tuple[_Options, _Options]:
    import configparser

    parser = configparser.ConfigParser(interpolation=None, strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}, {}
    pytest_table = _section(parser, "pytest") or _section(parser, "tool:pytest")
    coverage: _Options = {}
    for name in ("coverage:run", "coverage:report", "run", "report"):
        coverage |= _section(parser, name)
    return pytest_table, coverage


def _section(parser: "ConfigParser", name: str) -> _Options:
    return dict(parser[name]) if parser.has_section(name) else {}
