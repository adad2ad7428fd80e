"""What the chosen interpreter consists of: its executable, its standard library and the shared libraries they need."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import msgspec

from stelp_ci.errors import SandboxError
from stelp_ci.execute.command import told_by
from stelp_ci.model.value import Value

SUPPORTED = ((3, 10), (3, 13))
REMEDY = "name another interpreter with --python"
QUESTION = """
import json, sys, sysconfig
print(json.dumps({
    "implementation": sys.implementation.name,
    "version": list(sys.version_info[:3]),
    "executable": getattr(sys, "_base_executable", sys.executable) or sys.executable,
    "stdlib": sysconfig.get_path("stdlib"),
    "platstdlib": sysconfig.get_config_var("DESTSHARED") or sysconfig.get_path("platstdlib"),
}))
"""


class Answer(Value, frozen=True, kw_only=True):
    """What a Python answers to `QUESTION`."""

    implementation: str
    version: tuple[int, int, int]
    executable: str
    stdlib: str
    platstdlib: str


class Interpreter(NamedTuple):
    """A CPython on the host. `executable` is the base interpreter behind a virtual environment, symlinks resolved."""

    executable: Path
    version: tuple[int, int, int]
    stdlib: Path
    extensions: Path

    @property
    def release(self) -> str:
        """The version as people write it: `3.11.7`."""
        return ".".join(str(part) for part in self.version)

    @property
    def minor(self) -> str:
        """The version that decides which wheels fit: `3.11`."""
        return f"{self.version[0]}.{self.version[1]}"


def inspect_interpreter(python: Path) -> Interpreter:
    """Ask `python` what it is. Raises `SandboxError` when it cannot be run or is not one the runner supports."""
    told = _ask(python)
    major, minor, _ = told.version
    if told.implementation != "cpython" or not SUPPORTED[0] <= (major, minor) <= SUPPORTED[1]:
        raise SandboxError(
            f"{python} is {told.implementation} {major}.{minor}: the sandbox runs CPython 3.10 to 3.13", remedy=REMEDY
        )
    try:
        places = [Path(place).resolve(strict=True) for place in (told.executable, told.stdlib, told.platstdlib)]
    except OSError as error:
        raise SandboxError(f"{python} names files that are not there: {error}", remedy=REMEDY) from error
    return Interpreter(executable=places[0], version=told.version, stdlib=places[1], extensions=places[2])


def _ask(python: Path) -> Answer:
    text = told_by([str(python), "-I", "-S", "-B", "-c", QUESTION], what=f"the interpreter {python}", remedy=REMEDY)
    try:
        return msgspec.json.decode(text, type=Answer)
    except msgspec.DecodeError as error:
        raise SandboxError(f"{python} does not answer like a Python: {error}", remedy=REMEDY) from error


def interpreter_digest(interpreter: Interpreter) -> str:
    """Changes when the interpreter does: size and time of its executable, of its library and of its extensions."""
    seen = (interpreter.executable, interpreter.stdlib / "os.py", interpreter.extensions)
    lines = [f"{path}\0{(stat := path.stat()).st_size}\0{stat.st_mtime_ns}" for path in seen]
    return hashlib.sha256("\n".join([interpreter.release, *lines]).encode("utf-8", "surrogateescape")).hexdigest()
