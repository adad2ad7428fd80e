# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""The first of our modules that runs: it loads the others, and Python's own, from a few files that hold many each.

Opening 240 files through gVisor costs more than reading them. Two kinds of file are written with the rootfs by
`freeze.py`, by the interpreter that reads them:

- a *sequence*: modules in the order in which one was complete after the other, made and run in that order without
  asking the import system, whose locks are system calls in here;
- an *index*: modules that are found by name when somebody imports them.

NOTE: this one is loaded before all others, and so imports only what every interpreter has loaded when it starts.
"""

import gc
import marshal
import posix
import sys
from _frozen_importlib import BuiltinImporter, ModuleSpec, module_from_spec  # pyright: ignore
from _frozen_importlib_external import ExtensionFileLoader, SourceFileLoader  # pyright: ignore
from _imp import get_frozen_object  # pyright: ignore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import BuiltinImporter, ExtensionFileLoader, ModuleSpec, SourceFileLoader
    from importlib.util import module_from_spec
    from types import CodeType, ModuleType
    from typing import Any

    Held = CodeType | memoryview | bool | None
    Modules = dict[str, tuple[bool, str, Held]]
    Listed = list[tuple[str, bool, str, CodeType | bool | None]]

ROOT = "/stelp"
FIRST, COMMON, RUNNER, STRICT = (f"/stelp/{name}.seq" for name in ("first", "common", "runner", "strict"))
OURS, PROGRAMS, PYTEST = "/stelp/ours.bin", "/stelp/programs.bin", "/stelp/imports.bin"
SIZE = 8
"""Bytes, big endian, in which an index says how long the marshalled dict is that stands before the code."""
READ: "dict[str, Modules]" = {}


class FrozenLoader(SourceFileLoader):
    """A source loader whose code comes from memory: `__file__`, `inspect.getsource` and data files stay true."""

    def __init__(self, name: str, path: str, code: "Held") -> None:
        super().__init__(name, path)
        self.frozen_code = code

    def get_code(self, fullname: str) -> "CodeType":
        """The code compiled when the rootfs was built."""
        del fullname
        code: Any = self.frozen_code
        return code if hasattr(code, "co_code") else marshal.loads(code)  # noqa: S302 - of the read-only rootfs


class FrozenFinder:
    """Finds the modules of an index, except those whose top-level name the project or its layers have themselves.

    The index is read when something is looked for.
    """

    def __init__(self, path: str, taken: "frozenset[str]") -> None:
        self.path = path
        self.taken = taken

    def find_spec(
        self, fullname: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """The spec of a module of the file, or None."""
        del path, target
        if fullname in sys.builtin_module_names or fullname.partition(".")[0] in self.taken:
            return None
        entry = modules_of(self.path).get(fullname)
        return spec_of(fullname, *entry) if entry is not None else None

    def invalidate_caches(self) -> None:
        """Nothing is cached."""


def spec_of(name: str, is_package: bool, file: str, code: "Held") -> "ModuleSpec":  # noqa: FBT001
    """The spec of a module; without code it is an extension, and without a file a part of the interpreter."""
    if not file:
        return ModuleSpec(name, BuiltinImporter, origin="built-in")  # pyright: ignore
    loader: Any = ExtensionFileLoader(name, file) if code is None else FrozenLoader(name, file, code)
    spec = ModuleSpec(name, loader, origin=file, is_package=is_package)
    spec.has_location = True
    if is_package:
        spec.submodule_search_locations = [file.rpartition("/")[0]]
    return spec


class SequenceFinder(FrozenFinder):
    """Finds the modules of a sequence while it is run. What is neither there nor Python's own is nowhere."""

    def find_spec(
        self, fullname: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> "ModuleSpec | None":
        """The spec of a module of the sequence, or None for one of Python's. Raises `ModuleNotFoundError`."""
        top = fullname.partition(".")[0]
        if top != "_stelp" and top not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"No module named {top!r}", name=top)
        return super().find_spec(fullname, path, target)


def start(kind: str) -> None:
    """What PID 1 does; `kind` says what it may load before its task comes (see `runner.py`)."""
    gc.disable()
    if ROOT not in sys.path:
        sys.path.append(ROOT)
    package: Any = sys.modules.setdefault("_stelp", type(sys)("_stelp"))
    package.__path__ = [f"{ROOT}/_stelp"]
    package.imports = sys.modules["_stelp.imports"]
    install(OURS, [])
    run_all(FIRST, together=True)
    early: Any = sys.modules["_stelp.early"]
    begun = early.fork(kind) if kind.endswith(early.ONE) else None
    run_all(COMMON)
    run_all(RUNNER)
    sys.modules["_stelp.runner"].main(kind, begun)


def run_all(path: str, *, together: bool = False) -> None:
    """Make and run every module of a sequence that is not there yet; `together` where they need each other to begin."""
    run(marshal.loads(content(path)), together=together)  # noqa: S302 - part of the read-only rootfs


def run(listed: "Listed", *, together: bool) -> None:
    """The same for what a sequence holds.

    A module whose package is not there is left to that package: it imports its parts itself while it is made.
    """
    finder = SequenceFinder("", frozenset())
    READ[""] = {name: (package, file, code) for name, package, file, code in listed if code is not True}
    sys.meta_path.insert(0, finder)
    made = [name for name, *_ in listed if together and name not in sys.modules]
    for name, package, file, code in listed:
        if name in made:
            sys.modules[name] = module_from_spec(spec_of(name, package, file, code))
    for name, package, file, code in listed:
        parent, _, last = name.rpartition(".")
        if (name in sys.modules and name not in made) or (parent and parent not in sys.modules):
            continue
        spec = spec_of(name, package, file, code)
        module = sys.modules[name] if name in made else module_from_spec(spec)
        sys.modules[name] = module
        if code is not None and file:
            held: Any = get_frozen_object(name) if code is True else code
            exec(held, module.__dict__)  # noqa: S102 - part of the read-only rootfs
        elif spec.loader is not None:
            spec.loader.exec_module(module)
        if parent:
            setattr(sys.modules[parent], last, sys.modules[name])  # a module may put another in its place
    remove(finder)
    del READ[""]


def install(path: str, search: "Sequence[str]") -> FrozenFinder:
    """Put the finder of an index in front. `search` are the directories whose own modules go first."""
    finder = FrozenFinder(path, frozenset(name for entry in search for name in top_levels(entry)))
    sys.meta_path.insert(0, finder)
    return finder


def modules_of(path: str) -> "Modules":
    """What an index holds; it is read once, and a fork has what its parent has read."""
    if path not in READ:
        whole = memoryview(content(path))
        begin = SIZE + int.from_bytes(whole[:SIZE], "big")
        found = marshal.loads(whole[SIZE:begin])  # noqa: S302 - part of the read-only rootfs
        READ[path] = {
            name: (package, file, whole[begin + at : begin + at + size])
            for name, (package, file, at, size) in found.items()
        }
    return READ[path]


def content(path: str) -> bytes:
    """All bytes of a file."""
    fd = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)  # a file object asks the kernel three more things
    try:
        size = posix.fstat(fd).st_size
        data = posix.read(fd, size)
        while len(data) < size:
            data += posix.read(fd, size - len(data)) or short(path)
        return data
    finally:
        posix.close(fd)


def short(path: str) -> bytes:
    """For a file that ends before its end. Raises `EOFError`."""
    raise EOFError(path)


def remove(finder: FrozenFinder) -> None:
    """Take the finder away: from here on, imports are Python's own."""
    if finder in sys.meta_path:
        sys.meta_path.remove(finder)


def top_levels(directory: str) -> "list[str]":
    """The names that a directory could be imported from by, without looking into it."""
    try:
        return [name.partition(".")[0] for name in posix.listdir(directory)]
    except OSError:
        return []
