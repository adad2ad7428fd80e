"""The read-only root of the sandbox: one interpreter, its libraries, pytest and our runner, and nothing else.

`sandbox/root_tree.py` puts the interpreter into it.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from stelp_ci.errors import SandboxError
from stelp_ci.execute.inside import FILLER, FREEZER, PACKAGE, inside_digest, inside_file, inside_files
from stelp_ci.execute.interpreter import Interpreter, interpreter_digest
from stelp_ci.execute.sealed import sealed_directory

FORMAT = 3
MOUNT_POINTS = ("src", "layers", "tmp", "proc", "dev", "sys", "etc", "run")
LAYER_SLOTS = 8
OURS = "stelp"
HARNESS = "stelp/site"
FROZEN = "stelp/imports.bin"
FILES = {
    "etc/passwd": "root:x:0:0:root:/:/bin/false\nnobody:x:65534:65534:nobody:/tmp/home:/bin/false\n",
    "etc/group": "root:x:0:\nnogroup:x:65534:\n",
    "etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}
BUILD_S = 300


def sandbox_root(interpreter: Interpreter, harness: Path, cache: Path) -> Path:
    """The root for `interpreter` with the pytest of `harness`, built below `cache` on first use.

    Raises `SandboxError`.
    """
    digest = hashlib.sha256()
    for part in (str(FORMAT), interpreter_digest(interpreter), inside_digest(), tree_digest(harness)):
        digest.update(part.encode() + b"\n")
    key = f"{interpreter.release}-{digest.hexdigest()[:24]}"
    try:
        return sealed_directory(cache / "rootfs", key, lambda tree: _build(tree, interpreter, harness))
    except (OSError, shutil.Error) as error:
        raise SandboxError(
            f"the sandbox's root cannot be built: {error}", remedy=f"free space below {cache}"
        ) from error


def tree_digest(tree: Path) -> str:
    """Changes when a file of the tree does: path, size and time of each."""
    files = sorted(path for path in tree.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    lines = [f"{path.relative_to(tree)}\0{(stat := path.stat()).st_size}\0{stat.st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _build(tree: Path, interpreter: Interpreter, harness: Path) -> None:
    lay_out(tree, harness)
    _run(interpreter, inside_file(FILLER), str(tree), what="the interpreter cannot be copied")
    # Only the interpreter itself writes byte code that it can read.
    freezing = (str(tree.absolute()), f"/{HARNESS}", f"/{FROZEN}")
    _run(interpreter, inside_file(FREEZER), *freezing, what="the standard library cannot be compiled")


def lay_out(tree: Path, harness: Path) -> None:
    """All that is not the interpreter's: mount points, a few files of /etc, pytest and the runner."""
    for name in (*MOUNT_POINTS, *(f"layers/{slot}" for slot in range(LAYER_SLOTS))):
        _directory(tree / name)
    for name, text in FILES.items():
        _write(tree / name, text.encode())
    _copy(harness, tree / HARNESS)
    for name, path in inside_files().items():
        _write(tree / OURS / PACKAGE / name, path.read_bytes())


def _copy(source: Path, target: Path) -> None:
    """Copy a tree of regular files without its byte code, modes set so that nobody inside is locked out."""
    _directory(target)
    for entry in sorted(source.iterdir()):
        if entry.is_dir() and entry.name != "__pycache__":
            _copy(entry, target / entry.name)
        elif entry.is_file():
            _write(target / entry.name, entry.read_bytes())


def _directory(path: Path) -> None:
    missing: Iterable[Path] = [part for part in (path, *path.parents) if not part.exists()]
    for part in reversed(list(missing)):
        part.mkdir(mode=0o755)
        part.chmod(0o755)


def _write(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    _directory(path.parent)
    path.write_bytes(content)
    path.chmod(mode)


def _run(interpreter: Interpreter, script: Path, *arguments: str, what: str) -> None:
    """Let the interpreter run one of our scripts on the host. Raises `SandboxError`."""
    command = [str(interpreter.executable), "-I", "-S", "-B", str(script), *arguments]
    environment = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}
    try:
        subprocess.run(command, capture_output=True, text=True, timeout=BUILD_S, check=True, env=environment)
    except subprocess.CalledProcessError as error:
        raise SandboxError(f"{what}: {error.stderr[-2000:]}") from error
    except subprocess.TimeoutExpired as error:
        raise SandboxError(f"{what} within {BUILD_S} s") from error
