"""Which bandit tests the base commit asked for: `skips` and `tests` of its `.bandit` or `[tool.bandit]`."""

import configparser
from typing import NamedTuple

from stelp_ci.errors import ScanError
from stelp_ci.scan.sources import Side, Sources
from stelp_ci.scan.toml_document import items, read_toml, subtable


class Selection(NamedTuple):
    """`only` empty means all tests; `skips` are left out in any case."""

    only: frozenset[str] = frozenset()
    skips: frozenset[str] = frozenset()

    def wants(self, test: str) -> bool:
        """Whether findings of `test` count."""
        return test not in self.skips and (not self.only or test in self.only)


def base_selection(sources: Sources) -> Selection:
    """The base's choice; everything where it made none. Raises `ScanError` if its settings cannot be read."""
    ini, toml = sources.content(Side.BASE, ".bandit"), sources.content(Side.BASE, "pyproject.toml")
    if ini is not None:
        return _from_ini(ini)
    return _from_toml(toml) if toml is not None else Selection()


def _from_ini(content: bytes) -> Selection:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(content.decode())
    except (configparser.Error, UnicodeDecodeError) as error:
        raise ScanError(f"the base's .bandit cannot be read: {error}", remedy="mend the file") from error
    tests, skips = (parser.get("bandit", option, fallback="") for option in ("tests", "skips"))
    return Selection(only=_words(tests), skips=_words(skips))


def _from_toml(content: bytes) -> Selection:
    table = subtable(read_toml(content, "the base's pyproject.toml"), "tool", "bandit")
    return Selection(only=_words(table.get("tests")), skips=_words(table.get("skips")))


def _words(value: object) -> frozenset[str]:
    """`B101,B102` or an array of such words."""
    text = value if isinstance(value, str) else ",".join(str(word) for word in items(value))
    return frozenset(text.replace(",", " ").split())
