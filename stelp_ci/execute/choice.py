"""Which backend runs the code: what the user asked for, or the first that is there. Never one without gVisor."""

import os
import shutil
from pathlib import Path

from stelp_ci.errors import SandboxError
from stelp_ci.execute.docker import open_docker
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.runsc import open_sandbox
from stelp_ci.execute.runtime import CHOICE
from stelp_ci.model.ports import AnySandbox

AUTO, RUNSC, DOCKER = "auto", "runsc", "docker"
BACKENDS = (AUTO, RUNSC, DOCKER)
REMEDY = "install gVisor's runsc (`make setup` does), or start a Docker Engine that has it; see `stelp-ci doctor`"


def open_chosen(
    backend: str, *, interpreter: Interpreter, harness: Path, cache: Path, log_calls: bool = False
) -> AnySandbox:
    """The sandbox of `backend`; with `auto` runsc where it is on PATH, else Docker.

    With `log_calls` system calls are logged where that backend can. Raises `SandboxError` when it cannot be had:
    nothing is run elsewhere instead.
    """
    if chosen_backend(backend) == RUNSC:
        return open_sandbox(interpreter=interpreter, harness=harness, cache=cache, log_calls=log_calls)
    if backend == DOCKER:
        return open_docker(interpreter=interpreter, harness=harness, log_calls=log_calls)
    try:
        return open_docker(interpreter=interpreter, harness=harness, log_calls=log_calls)
    except SandboxError as error:
        remedy = f"{REMEDY}; for Docker: {error.remedy}" if error.remedy else REMEDY
        raise SandboxError(f"runsc is not on PATH, and Docker cannot stand in: {error}", remedy=remedy) from error


def chosen_backend(backend: str) -> str:
    """`runsc` or `docker`. Raises `SandboxError` for a name that is neither of them nor `auto`."""
    if backend not in BACKENDS:
        raise SandboxError(f"there is no backend {backend!r}", remedy=f"choose one of {', '.join(BACKENDS)}")
    if backend != AUTO:
        return backend
    return RUNSC if os.environ.get(CHOICE) or shutil.which(RUNSC) else DOCKER
