"""Asking a trusted program of the host, such as the chosen interpreter or the loader."""

import os
import subprocess

from stelp_ci.errors import SandboxError

ASK_S = 30


def told_by(command: list[str], *, what: str, remedy: str = "", strict: bool = True) -> str:
    """Its standard output. Raises `SandboxError`; a non-zero exit only where `strict`."""
    environment = {**os.environ, "LC_ALL": "C"}  # a launcher such as a shim needs its variables
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ASK_S, check=strict, env=environment)
    except (OSError, subprocess.SubprocessError) as error:
        raise SandboxError(f"{what} cannot be run: {error}", remedy=remedy) from error
    return done.stdout
