"""What the chosen interpreter consists of: its executable, its standard library and the shared libraries they need."""

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import SandboxError

SUPPORTED = ((3, 10), (3, 13))
ASK_S = 30
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
    told = json.loads(_run([str(python), "-I", "-S", "-c", QUESTION], what=f"the interpreter {python}"))
    version = (told["version"][0], told["version"][1], told["version"][2])
    if told["implementation"] != "cpython" or not SUPPORTED[0] <= version[:2] <= SUPPORTED[1]:
        raise SandboxError(
            f"{python} is {told['implementation']} {version[0]}.{version[1]}: the sandbox runs CPython 3.10 to 3.13",
            remedy="name another interpreter with --python",
        )
    return Interpreter(
        executable=Path(told["executable"]).resolve(strict=True),
        version=version,
        stdlib=Path(told["stdlib"]).resolve(strict=True),
        extensions=Path(told["platstdlib"]).resolve(strict=True),
    )


def shared_libraries(interpreter: Interpreter) -> tuple[Path, ...]:
    """The paths at which the loader finds the libraries of the interpreter and its extension modules."""
    objects = [interpreter.executable, *sorted(interpreter.extensions.glob("*.so"))]
    text = _run(["ldd", *map(str, objects)], what="ldd", strict=False)
    words = (word for line in text.splitlines() if not line.endswith(":") for word in line.split())
    return tuple(sorted({Path(word) for word in words if word.startswith("/")}))


def interpreter_digest(interpreter: Interpreter) -> str:
    """Changes when the interpreter does: size and time of its executable and of the directories it imports from."""
    seen = (interpreter.executable, interpreter.stdlib, interpreter.stdlib / "os.py", interpreter.extensions)
    lines = [f"{path}\0{(stat := path.stat()).st_size}\0{stat.st_mtime_ns}" for path in seen]
    return hashlib.sha256("\n".join([interpreter.release, *lines]).encode("utf-8", "surrogateescape")).hexdigest()


def _run(command: list[str], *, what: str, strict: bool = True) -> str:
    """Standard output of a trusted command. Raises `SandboxError`; a non-zero exit only where `strict`."""
    environment = {**os.environ, "LC_ALL": "C"}  # a launcher such as a shim needs its variables
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ASK_S, check=strict, env=environment)
    except (OSError, subprocess.SubprocessError) as error:
        raise SandboxError(f"{what} cannot be run: {error}", remedy="name another interpreter with --python") from error
    return done.stdout
