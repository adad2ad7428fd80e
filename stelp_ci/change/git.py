"""Runs git so that nothing the repository configures can run: no hook, filter, driver, helper, prompt or lazy fetch."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import IO, NamedTuple

from stelp_ci.change.environment import environment_of
from stelp_ci.errors import ChangeError

LOCAL_TIMEOUT_S = 120.0
MAX_OUTPUT = 512 << 20
"""Bytes of output after which a command is ended: a tree or a diff beyond this is not a pull request."""


class GitResult(NamedTuple):
    """How one command ended; `stderr` is decoded for messages only."""

    status: int
    stdout: bytes
    stderr: str


class Git(NamedTuple):
    """git in one directory, with variables of its own added to the fixed ones."""

    directory: Path
    extra: Mapping[str, str] = {}

    def run(self, *arguments: str, stdin: bytes = b"", timeout_s: float = LOCAL_TIMEOUT_S) -> GitResult:
        """Run to the end. Raises `ChangeError` if git is missing, takes too long or floods its output."""
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
            given.write(stdin)
            given.seek(0)
            with self._start(arguments, stdin=given, stderr=errors) as process:
                stdout = _bounded_output(process, arguments, timeout_s)
            errors.seek(0)
            message = errors.read(1 << 16).decode("utf-8", "replace").strip()
        return GitResult(process.returncode, stdout, message)

    def output(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """The standard output of a command that must succeed; raises `ChangeError` with git's own words if not."""
        result = self.run(*arguments, stdin=stdin)
        if result.status != 0:
            raise ChangeError(f"git {arguments[0]} failed: {result.stderr or f'exit status {result.status}'}")
        return result.stdout

    def _start(self, arguments: tuple[str, ...], *, stdin: IO[bytes], stderr: IO[bytes]) -> subprocess.Popen[bytes]:
        executable = shutil.which("git")
        if executable is None:
            raise ChangeError("git is not installed", remedy="install git, for instance: apt-get install git")
        return subprocess.Popen(
            [executable, *arguments],
            cwd=self.directory,
            env=environment_of(self.extra),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
        )


def _bounded_output(process: subprocess.Popen[bytes], arguments: tuple[str, ...], timeout_s: float) -> bytes:
    """Read until the end, the limit or the time-out; the last two end the whole process group."""
    expired: list[float] = []

    def expire() -> None:
        expired.append(timeout_s)
        _end(process)

    timer = Timer(timeout_s, expire)
    timer.start()
    try:
        stdout = process.stdout.read(MAX_OUTPUT + 1) if process.stdout else b""
        if len(stdout) > MAX_OUTPUT:
            _end(process)
        process.wait()
    finally:
        timer.cancel()
        timer.join()
    if expired:
        raise ChangeError(f"git {arguments[0]} took longer than {timeout_s:g} s")
    if len(stdout) > MAX_OUTPUT:
        raise ChangeError(f"git {arguments[0]} wrote more than {MAX_OUTPUT >> 20} MiB")
    return stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
