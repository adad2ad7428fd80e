"""The modules that the project itself may have, told from the names of its files. Pure."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath

_SUFFIXES = frozenset({".py", ".pyi", ".pyx", ".so", ".pyd"})


@lru_cache(maxsize=4)
def own_modules(names: frozenset[str]) -> frozenset[str]:
    """Every folder and file that could be imported from some place within the tree."""
    return frozenset(_modules(names))


def _modules(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        path = PurePosixPath(name)
        if path.suffix in _SUFFIXES:
            yield from path.parent.parts
            yield path.name.partition(".")[0]
