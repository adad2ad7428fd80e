"""Fills a root with the interpreter that runs this: its executable, its standard library, and the libraries they need.

Run as `python -I -S -B root_tree.py TREE [MINOR]`, on the host for a bundle and in a build container for an image, so
that both hold the same. Standard library only. Files stand inside at the paths that they have outside, for the
interpreter finds what it was built to find. With `MINOR` (`3.12`) another version is refused, and `/stelp/python` leads
to the interpreter: an image has to name it before anybody knows where it lies.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

LINK = "stelp/python"
LEFT_OUT = frozenset(
    {"test", "tests", "idlelib", "tkinter", "turtledemo", "ensurepip", "site-packages", "dist-packages", "__pycache__"}
)
WHEELS_EXPECT = frozenset(
    {
        *("libgcc_s.so.1", "libstdc++.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libc.so.6", "libnsl.so.1"),
        *("libutil.so.1", "libpthread.so.0", "libresolv.so.2", "libz.so.1", "libexpat.so.1", "libatomic.so.1"),
    }
)
"""What a manylinux wheel does not bring, https://peps.python.org/pep-0599/ (without those for a display)."""

CACHE_LINE = re.compile(r"\s*(?P<name>\S+) \((?P<kind>[^)]*)\) => (?P<path>/\S+)")
ASK_S = 60


def told_by(*command: str) -> str:
    """What a program of the system prints, whatever it thinks of some of its arguments."""
    environment = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=ASK_S, check=False, env=environment)
    return done.stdout


def shared_libraries(executable: Path, extensions: Path) -> "set[Path]":
    """The paths at which the loader finds the libraries of the interpreter and its extension modules."""
    objects = [str(executable), *(str(path) for path in sorted(extensions.glob("*.so")))]
    lines = [line for line in told_by("ldd", *objects).splitlines() if not line.endswith(":")]
    return {Path(word) for line in lines for word in line.split() if word.startswith("/")}


def wheel_libraries() -> "set[Path]":
    """Paths at which the loader's cache has them, the first of each name; none where there is no such cache."""
    ldconfig = shutil.which("ldconfig", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if ldconfig is None:
        return set()
    found: dict[str, Path] = {}
    for line in CACHE_LINE.finditer(told_by(ldconfig, "-p")):
        if line["name"] in WHEELS_EXPECT and "64" in line["kind"]:
            found.setdefault(line["name"], Path(line["path"]))
    return set(found.values())


def not_needed(name: str) -> bool:
    """Whether an entry of the standard library stays outside."""
    return name in LEFT_OUT or name.startswith("config-")


def make_directory(path: Path) -> None:
    """A directory and those above it, open to all."""
    missing = [part for part in (path, *path.parents) if not part.exists()]
    for part in reversed(missing):
        part.mkdir()
        part.chmod(0o755)


def put(source: Path, target: Path, mode: int) -> None:
    """Copy one file, symlinks followed, so that everybody inside may read it."""
    make_directory(target.parent)
    target.write_bytes(source.read_bytes())
    target.chmod(mode)


def copy(source: Path, target: Path) -> None:
    """Copy the standard library as regular files."""
    make_directory(target)
    for entry in sorted(source.iterdir()):
        if not_needed(entry.name):
            continue
        if entry.is_dir():
            copy(entry, target / entry.name)
        elif entry.is_file():
            put(entry, target / entry.name, 0o644)


def fill(tree: Path, executable: Path) -> None:
    """Put this interpreter into `tree`."""
    stdlib = Path(sysconfig.get_path("stdlib")).resolve()
    extensions = Path(sysconfig.get_config_var("DESTSHARED") or sysconfig.get_path("platstdlib")).resolve()
    for path in {executable, *shared_libraries(executable, extensions), *wheel_libraries()}:
        put(path, tree / path.relative_to("/"), 0o755)
    copy(stdlib, tree / stdlib.relative_to("/"))


def main() -> int:
    """Fill the tree that the command line names; 1 for another version than the one that is asked for."""
    tree, wanted = Path(sys.argv[1]), sys.argv[2:]
    minor = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if wanted and wanted[0] != minor:
        sys.stderr.write(f"this is Python {minor}, and the sandbox is to have {wanted[0]}\n")
        return 1
    executable = Path(getattr(sys, "_base_executable", sys.executable) or sys.executable).resolve()
    fill(tree, executable)
    if wanted:
        (tree / LINK).symlink_to(executable)
    return 0


if __name__ == "__main__":
    sys.exit(main())
