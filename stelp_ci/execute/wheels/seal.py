"""A site directory made fit to be mounted: no links, nothing that acts at start-up, compiled, read-only, digested."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from stelp_ci.errors import LayerError
from stelp_ci.execute.interpreter import Interpreter

COMPILE_TIMEOUT_S = 600
REMEDY = "delete the cache directory and run again"


def seal(site: Path, interpreter: Interpreter) -> str:
    """Seal `site` in place and return its digest. Byte code is made from the sources alone, and no code is executed."""
    for path in _walk(site):
        if path.is_symlink():
            raise LayerError(f"the dependency layer holds a symbolic link, {path.name!r}", remedy=REMEDY)
        if path.name == "__pycache__" and path.is_dir():
            shutil.rmtree(path)
    for path in site.glob("*.pth"):
        path.rename(path.with_name(f"{path.name}.inert"))  # site would execute its import lines
    _compile(site, interpreter)
    _set_modes(site)
    return tree_digest(site)


def tree_digest(site: Path) -> str:
    """SHA-256 over every path below `site`, what it is, and its content. A link or device raises `LayerError`."""
    whole = hashlib.sha256()
    for path in sorted(_walk(site)):
        relative = os.fsencode(path.relative_to(site))
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise LayerError(f"the dependency layer holds {path.name!r}, which is no regular file", remedy=REMEDY)
        if path.is_dir():
            whole.update(b"d %d %s\n" % (len(relative), relative))
            continue
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        whole.update(b"f %d %s %s\n" % (len(relative), relative, digest.encode()))
    return whole.hexdigest()


def remove_tree(folder: Path) -> None:
    """Delete a sealed tree, whose directories are read-only."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
        return
    for path, _, _ in os.walk(folder):
        Path(path).chmod(0o700)
    if folder.exists():
        shutil.rmtree(folder)


def _walk(site: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(site):
        for name in (*folders, *files):
            yield Path(folder, name)


def _compile(site: Path, interpreter: Interpreter) -> None:
    """Unchecked byte code saves a look at each source; a file that does not compile is left to its import to fail."""
    command = [
        str(interpreter.executable), "-I", "-S", "-W", "ignore", "-m", "compileall", "-qq", "-j", "2",
        "--invalidation-mode", "unchecked-hash", "-s", str(site), "-p", "/", str(site),
    ]  # fmt: skip
    try:
        subprocess.run(command, capture_output=True, timeout=COMPILE_TIMEOUT_S, cwd="/", env={}, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LayerError(f"the dependency layer could not be compiled: {error}", remedy=REMEDY) from error


def _set_modes(site: Path) -> None:
    for path in _walk(site):
        path.chmod(0o555 if path.is_dir() else 0o444)
    site.chmod(0o555)
