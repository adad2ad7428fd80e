"""Every name that the package index had when the filter was built: a Bloom filter, read in place.

A name that is in it always says yes; one that is not says yes in about 1 of 100 cases. docs/analysers.md tells how the
file is made anew.
"""

import hashlib
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from stelp_ci.errors import ScanError

FILE = Path(__file__).with_name("known.bloom")
HASHES = 7
BITS_EACH = 9.6
"""Bits for each name: with seven hashes 1 in 100 unknown names passes for known."""

_MAGIC = b"stelp-names-1\n"
_SEPARATORS = re.compile(r"[-_.]+")


def normalised(name: str) -> str:
    """The name as the index compares it (PEP 503)."""
    return _SEPARATORS.sub("-", name.strip()).lower()


def is_known(name: str, file: Path = FILE) -> bool:
    """Whether the index had a package of this name. Raises `ScanError` where the filter is missing or broken."""
    try:
        with file.open("rb") as stream:
            if stream.read(len(_MAGIC)) != _MAGIC:
                raise ScanError(f"{file.name} is no filter of names", remedy="install stelp-ci again")
            size = file.stat().st_size - len(_MAGIC)
            return all(_bit(stream.seek(len(_MAGIC) + at // 8), stream.read(1), at) for at in _places(name, size * 8))
    except OSError as error:
        raise ScanError(f"the names of packages cannot be read: {error}", remedy="install stelp-ci again") from error


def filter_of(names: Iterable[str]) -> bytes:
    """The content of a filter for `names`."""
    unique = {normalised(name) for name in names}
    bits = bytearray(math.ceil(len(unique) * BITS_EACH / 8))
    for name in unique:
        for at in _places(name, len(bits) * 8):
            bits[at // 8] |= 1 << at % 8
    return _MAGIC + bytes(bits)


def _places(name: str, size: int) -> Iterator[int]:
    digest = hashlib.blake2b(normalised(name).encode("utf-8", "backslashreplace"), digest_size=16).digest()
    first, second = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big") | 1
    return ((first + number * second) % size for number in range(HASHES))


def _bit(_: int, byte: bytes, at: int) -> bool:
    return bool(byte and byte[0] >> at % 8 & 1)
