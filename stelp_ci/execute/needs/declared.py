"""What one manifest declares, whatever tool wrote it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Declared(NamedTuple):
    """One manifest's requirements as PEP 508 strings. Names of extras and groups are normalised.

    `files` are requirement files that stand in for dependencies. `local` are names that the manifest takes from the
    tree itself or from an address: they are never looked up in an index. `computed` says what could not be read.
    """

    source: str
    name: str = ""
    dependencies: tuple[str, ...] = ()
    extras: Mapping[str, tuple[str, ...]] = NOTHING
    groups: Mapping[str, tuple[str, ...]] = NOTHING
    files: tuple[str, ...] = ()
    local: frozenset[str] = frozenset()
    computed: tuple[str, ...] = ()
