"""The shared libraries of the sandbox's root: those of the interpreter, and those that wheels expect of a host."""

import re
import shutil
from pathlib import Path

from stelp_ci.execute.command import told_by
from stelp_ci.execute.interpreter import Interpreter

WHEELS_EXPECT = frozenset(
    {
        *("libgcc_s.so.1", "libstdc++.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libc.so.6", "libnsl.so.1"),
        *("libutil.so.1", "libpthread.so.0", "libresolv.so.2", "libz.so.1", "libexpat.so.1", "libatomic.so.1"),
    }
)
"""What a manylinux wheel does not bring, https://peps.python.org/pep-0599/ (without those for a display)."""

_LINE = re.compile(r"\s*(?P<name>\S+) \((?P<kind>[^)]*)\) => (?P<path>/\S+)")


def shared_libraries(interpreter: Interpreter) -> tuple[Path, ...]:
    """The paths at which the loader finds the libraries of the interpreter and its extension modules."""
    objects = [interpreter.executable, *sorted(interpreter.extensions.glob("*.so"))]
    text = told_by(["ldd", *map(str, objects)], what="ldd", strict=False)
    words = (word for line in text.splitlines() if not line.endswith(":") for word in line.split())
    return tuple(sorted({Path(word) for word in words if word.startswith("/")}))


def wheel_libraries() -> tuple[Path, ...]:
    """Paths at which the loader's cache has them, the first of each name; none where there is no such cache."""
    ldconfig = shutil.which("ldconfig", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if ldconfig is None:
        return ()
    found: dict[str, Path] = {}
    for line in _LINE.finditer(told_by([ldconfig, "-p"], what="ldconfig", strict=False)):
        if line["name"] in WHEELS_EXPECT and "64" in line["kind"]:
            found.setdefault(line["name"], Path(line["path"]))
    return tuple(sorted(found.values()))
