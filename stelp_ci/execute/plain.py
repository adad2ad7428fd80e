"""One program in a sandbox as any harness would run it: no runner, no protocol, only an exit status that is believed.

For comparisons. What it says is worth what the code under judgement lets it say: nothing in `check` uses it.
"""

import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import SandboxError
from stelp_ci.execute.bundle import Contents, oci_config
from stelp_ci.execute.container import started
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.rootfs import sandbox_root
from stelp_ci.execute.runtime import Runtime, find_runtime, locate_runsc
from stelp_ci.execute.views import readable_view
from stelp_ci.model.execution import Limits

LAST_WORDS = 2000


class PlainGround(NamedTuple):
    """What plain programs run on: the same runtime, interpreter and root as the jobs of `RunscSandbox`."""

    runtime: Runtime
    interpreter: Interpreter
    root: Path


class PlainEnd(NamedTuple):
    """The exit status that a harness would see (None: the time was up), the end of the output, and wall seconds."""

    status: int | None
    output: str
    wall_s: float


def plain_ground(*, interpreter: Interpreter, harness: Path, cache: Path) -> PlainGround:
    """Find runsc and build the root where it is missing. Raises `SandboxError`."""
    return PlainGround(find_runtime(locate_runsc(), cache), interpreter, sandbox_root(interpreter, harness, cache))


def run_plain(ground: PlainGround, program: str, source: Path, limits: Limits) -> PlainEnd:
    """Run the Python text `program` as PID 1 over `source`, until it ends or `limits.wall_s` are over.

    Raises `SandboxError` when the sandbox cannot be set up.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="stelp-ci-") as scratch:
            tree = readable_view(source, Path(scratch) / "view")
            contents = Contents(ground.root, ground.interpreter.executable, tree, command=program)
            return _ended(ground, contents, limits, Path(scratch))
    except OSError as error:
        raise SandboxError(f"the sandbox cannot be set up: {error}", remedy="free space for temporary files") from error


def _ended(ground: PlainGround, contents: Contents, limits: Limits, scratch: Path) -> PlainEnd:
    began = time.monotonic()
    with started(ground.runtime, oci_config(contents, limits), limits, scratch) as container:
        try:
            said, complaint = container.process.communicate(timeout=limits.wall_s)
        except subprocess.TimeoutExpired:
            return PlainEnd(None, "", time.monotonic() - began)
        told = (said + complaint).decode("utf-8", "replace")[-LAST_WORDS:]
        return PlainEnd(container.process.returncode, told, time.monotonic() - began)
