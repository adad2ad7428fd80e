"""setup.cfg and pip.conf: dependencies and indexes in INI files."""

import configparser

from stelp_ci.errors import ScanError
from stelp_ci.scan.requirement import Manifest, Source, Stated, stated

_LISTS = (
    ("options", "install_requires"),
    ("options", "setup_requires"),
    ("options", "tests_require"),
)
_EXTRAS = "options.extras_require"


def read_setup_cfg(text: str) -> Manifest:
    """setuptools' `[options]` and `[options.extras_require]`. Raises `ScanError` if the file is no INI file."""
    parser = _parsed(text, "setup.cfg")
    found: list[Stated] = []
    for section, option in _LISTS:
        found += _listed(parser.get(section, option, fallback=""), option, text)
    if parser.has_section(_EXTRAS):
        for option in parser.options(_EXTRAS):
            found += _listed(parser.get(_EXTRAS, option), f"extra {option}", text)
    return Manifest(tuple(found))


def read_pip_conf(text: str) -> Manifest:
    """Indexes in pip's configuration. Raises `ScanError` if the file is no INI file."""
    parser = _parsed(text, "pip.conf")
    named = [
        (section, key, value) for section in parser.sections() for key, value in parser.items(section) if "://" in value
    ]
    return Manifest(
        sources=tuple(Source(section, f"{key} = {value}", line_of(value, text)) for section, key, value in named)
    )


def line_of(needle: str, text: str) -> int:
    """The number of the first line that holds the first line of `needle`, 1 where none does."""
    position = text.find(needle.strip().partition("\n")[0])
    return text.count("\n", 0, max(position, 0)) + 1


def _parsed(text: str, what: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ScanError(f"{what} cannot be read: {error}", remedy="mend the file") from error
    return parser


def _listed(value: str, group: str, text: str) -> list[Stated]:
    """One requirement a line."""
    lines = [line.split(" #")[0].strip() for line in value.splitlines()]
    return [stated(line, group=group, line=line_of(line, text)) for line in lines if line and not line.startswith("#")]
