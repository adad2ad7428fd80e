"""What a change does to one Python file, from the bytes of its two versions. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from stelp_ci.change.compare import changed_units
from stelp_ci.change.moves import Loose, loose
from stelp_ci.change.units import ParsedFile, parse_file
from stelp_ci.model.change import ChangedUnit, Unit, Unreadable
from stelp_ci.model.syntax import SourceError


class Version(NamedTuple):
    """One side of a Python file."""

    path: str
    source: bytes


class PythonChange(NamedTuple):
    """The changed units, or why the head has no syntax tree; `gone` and `new` may have moved between files."""

    units: tuple[ChangedUnit, ...] = ()
    unreadable: Unreadable | None = None
    gone: tuple[Loose, ...] = ()
    new: tuple[Loose, ...] = ()


def compare_versions(base: Version | None, head: Version | None) -> PythonChange:
    """Compare two versions, None where there is none. Never raises: a base that does not parse counts as absent."""
    before = _parse(base)
    after = _parse(head)
    if isinstance(after, Unreadable):
        return PythonChange(unreadable=after)
    known = None if isinstance(before, Unreadable) else before
    units = changed_units(known, after)
    gone = _loose(known, (changed.base for changed in units if changed.head is None))
    new = _loose(after, (changed.head for changed in units if changed.base is None))
    return PythonChange(units, None, gone, new)


def _parse(version: Version | None) -> ParsedFile | Unreadable | None:
    if version is None:
        return None
    try:
        return parse_file(version.path, version.source)
    except SourceError as error:
        return error.unreadable


def _loose(file: ParsedFile | None, units: Iterable[Unit | None]) -> tuple[Loose, ...]:
    wanted = set(units)
    found = (loose(parsed) for parsed in (file.units if file else ()) if parsed.unit in wanted)
    return tuple(one for one in found if one)
