# ruff: noqa: PTH120, PTH123, PTH208
# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""Imports modules from one file that holds many: opening 240 files through gVisor costs more than reading it.

The files are written with the rootfs by `freeze.py`: a marshalled dict of module name to (is a package, file name,
marshalled code). NOTE: this one is itself loaded from its file, before all others, and so imports only what every
interpreter has loaded when it starts.
"""

import marshal
import os
import sys
from _frozen_importlib import ModuleSpec  # pyright: ignore
from _frozen_importlib_external import SourceFileLoader  # pyright: ignore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec, SourceFileLoader
    from types import CodeType, ModuleType

RUNNER, PROGRAMS, PYTEST = "/stelp/runner.bin", "/stelp/programs.bin", "/stelp/imports.bin"
READ: "dict[str, dict[str, tuple[bool, str, bytes]]]" = {}


class FrozenLoader(SourceFileLoader):
    """A source loader whose code comes from memory: `__file__`, `inspect.getsource` and data files stay true."""

    def __init__(self, name: str, path: str, code: bytes) -> None:
        super().__init__(name, path)
        self.frozen_code = code

    def get_code(self, fullname: str) -> "CodeType":
        """The code compiled when the rootfs was built."""
        del fullname
        return marshal.loads(self.frozen_code)  # noqa: S302 - part of the read-only rootfs


class FrozenFinder:
    """Finds the modules of the file, except those whose top-level name the project or its layers have themselves."""

    def __init__(self, frozen: "dict[str, tuple[bool, str, bytes]]", taken: "frozenset[str]") -> None:
        self.frozen = frozen
        self.taken = taken

    def find_spec(
        self, fullname: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """The spec of a module of the file, or None."""
        del path, target
        entry = self.frozen.get(fullname)
        if entry is None or fullname.partition(".")[0] in self.taken:
            return None
        is_package, file, code = entry
        loader = FrozenLoader(fullname, file, code)
        spec = ModuleSpec(fullname, loader, origin=file, is_package=is_package)
        spec.has_location = True
        if is_package:
            spec.submodule_search_locations = [os.path.dirname(file)]
        return spec

    def invalidate_caches(self) -> None:
        """Nothing is cached."""


def install(path: str, search: "Sequence[str]") -> FrozenFinder:
    """Put the finder in front. `search` are the directories whose own modules go first."""
    finder = FrozenFinder(modules_of(path), frozenset(name for entry in search for name in top_levels(entry)))
    sys.meta_path.insert(0, finder)
    return finder


def modules_of(path: str) -> "dict[str, tuple[bool, str, bytes]]":
    """What the file holds; it is read once, and a fork has what its parent has read."""
    if path not in READ:
        with open(path, "rb") as file:
            READ[path] = marshal.loads(file.read())  # noqa: S302 - part of the read-only rootfs
    return READ[path]


def keep_ours(finder: FrozenFinder) -> None:
    """From here on only our own modules come from the file: all else may be the project's."""
    finder.frozen = {name: entry for name, entry in finder.frozen.items() if name.startswith("_stelp.")}


def remove(finder: FrozenFinder) -> None:
    """Take the finder away: from here on, imports are Python's own."""
    if finder in sys.meta_path:
        sys.meta_path.remove(finder)


def top_levels(directory: str) -> "list[str]":
    """The names that a directory could be imported from by, without looking into it."""
    try:
        return [name.partition(".")[0] for name in os.listdir(directory)]
    except OSError:
        return []
