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

from stelp_ci.errors import ChangeError

LOCAL_TIMEOUT_S = 120.0
MAX_OUTPUT = 512 << 20
"""Bytes of output after which a command is ended: a tree or a diff beyond this is not a pull request."""

_KEPT = frozenset(
    {
        "GIT_CEILING_DIRECTORIES",
        "GIT_CONFIG_GLOBAL",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_EXEC_PATH",
        "GIT_SSL_CAINFO",
        "GIT_TEST_ASSUME_DIFFERENT_OWNER",
    }
)
"""What may stay of the caller's `GIT_*`: hooks run with GIT_DIR and others set, which would redirect every command.

The user's own configuration (`--global`) stays readable, because `safe.directory` counts only there.
"""

_FIXED = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_ALLOW_PROTOCOL": "file:https:http:ssh",
    "GIT_ASKPASS": "",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
    "GIT_TERMINAL_PROMPT": "0",
}

_OVERRIDES = (
    ("core.alternateRefsCommand", ":"),
    ("core.attributesFile", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.hooksPath", os.devnull),
    ("credential.helper", ""),
    ("diff.suppressBlankEmpty", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("fetch.writeCommitGraph", "false"),
    ("gc.auto", "0"),
    ("log.showSignature", "false"),
    ("maintenance.auto", "false"),
    ("submodule.recurse", "false"),
)
"""Settings that win over the repository's; an empty `credential.helper` forgets every helper named before."""


def fixed_environment() -> dict[str, str]:
    """The variables that every git process of ours gets, whatever the caller's environment says."""
    fixed = dict(_FIXED, GIT_CONFIG_COUNT=str(len(_OVERRIDES)))
    for index, (key, value) in enumerate(_OVERRIDES):
        fixed[f"GIT_CONFIG_KEY_{index}"] = key
        fixed[f"GIT_CONFIG_VALUE_{index}"] = value
    return fixed


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key in _KEPT}
    return {**inherited, **fixed_environment(), **extra}


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
            env=_environment(self.extra),
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
