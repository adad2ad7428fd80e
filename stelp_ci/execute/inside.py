"""Our own files that run in the sandbox, and where they stand: in a checkout, and in an installed wheel."""

import hashlib
from pathlib import Path

from stelp_ci.errors import SandboxError
from stelp_ci.resources import package, resource

PACKAGE = "_stelp"
MODULES = (
    "calls_script",
    "child",
    "contexts_script",
    "default_values",
    "early",
    "effects",
    "equality",
    "events",
    "finding",
    "forks",
    "guard",
    "host",
    "import_runs",
    "imports",
    "isolated",
    "kernel",
    "later",
    "ledger",
    "look_inside",
    "mac",
    "making",
    "marks",
    "mutant_runs",
    "options",
    "patterns",
    "pipes",
    "plain_json",
    "program_calls",
    "program_child",
    "program_effects",
    "program_guarded",
    "program_profiles",
    "program_server",
    "pytest_child",
    "recording",
    "source_loader",
    "relay",
    "runner",
    "script_child",
    "search_path",
    "repeats",
    "stub_runs",
    "stubs",
    "survey",
    "survey_script",
    "syntax",
    "task",
    "tracing",
    "trials",
    "transpiler",
    "tuples",
    "values",
    "watch",
)
FREEZER = "freeze"
FILLER = "root_tree"
LOWERING = "lowering"
"""The two scripts that build the root, and what one of them uses."""

TRANSPILER = "transpile"
"""The package of stelp-ci that is mounted beside the modules: it imports nothing but the standard library."""


def inside_file(name: str) -> Path:
    """The file of the module `name`. Raises `SandboxError` when the installation is not whole."""
    directory = resource("sandbox")
    if directory is not None and (directory / f"{name}.py").is_file():
        return directory / f"{name}.py"
    raise SandboxError(f"sandbox/{name}.py is missing from this installation", remedy="install stelp-ci again")


def inside_files() -> dict[str, Path]:
    """Where each of our files stands, by its path below the private package. Raises `SandboxError`."""
    transpiler = package(TRANSPILER)
    ours = {f"{name}.py": inside_file(name) for name in MODULES}
    sources = sorted(transpiler.rglob("*.py"))
    return {**ours, **{f"{TRANSPILER}/{path.relative_to(transpiler)}": path for path in sources}}


def inside_digest() -> str:
    """Changes when any of the files does."""
    digest = hashlib.sha256()
    for name, path in (*inside_files().items(), *((name, inside_file(name)) for name in (FILLER, FREEZER, LOWERING))):
        content = path.read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()
