"""Our own files that run in the sandbox, and where they stand: in a checkout, and in an installed wheel."""

import hashlib
from pathlib import Path

from stelp_ci.errors import SandboxError
from stelp_ci.resources import resource

PACKAGE = "_stelp"
MODULES = (
    "events",
    "guard",
    "imports",
    "mac",
    "options",
    "pytest_child",
    "recording",
    "runner",
    "script_child",
    "search_path",
    "stub_runs",
    "stubs",
    "task",
    "watch",
)
FREEZER = "freeze"


def inside_file(name: str) -> Path:
    """The file of the module `name`. Raises `SandboxError` when the installation is not whole."""
    directory = resource("sandbox")
    if directory is not None and (directory / f"{name}.py").is_file():
        return directory / f"{name}.py"
    raise SandboxError(f"sandbox/{name}.py is missing from this installation", remedy="install stelp-ci again")


def inside_digest() -> str:
    """Changes when any of the files does."""
    digest = hashlib.sha256()
    for name in (*MODULES, FREEZER):
        content = inside_file(name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()
