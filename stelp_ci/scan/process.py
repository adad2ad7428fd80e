"""Running an external tool: a fixed environment, a time limit, a cap on its output, and nothing left behind."""

import os
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from stelp_ci.errors import ScanError

MAX_OUTPUT = 256 * 1024 * 1024
"""Bytes of stdout and stderr together; pyright writes about 500 bytes a diagnostic."""

SHOWN = 2000
"""Characters of a tool's stderr that an error message quotes."""

_PASSED_ON = ("LD_LIBRARY_PATH", "TZ")
"""What a tool may inherit; everything else (tokens, SEMGREP_*, PYTHON*, NODE_*) stays outside."""


class Finished(NamedTuple):
    """A process that ran to its end; a signal makes `exit_code` negative."""

    exit_code: int
    stdout: bytes
    stderr: bytes

    def complaint(self) -> str:
        """The end of stderr, for an error message."""
        return self.stderr.decode("utf-8", "backslashreplace").strip()[-SHOWN:]


def run_tool(
    argv: Sequence[str],
    *,
    home: Path,
    timeout_s: float,
    extra: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Finished:
    """Run `argv` in `cwd` (default: `home`, an empty directory of its own) in a process group of its own.

    Raises `ScanError` when it cannot be started, outlives `timeout_s` or writes more than `MAX_OUTPUT`.
    """
    environment = _environment(home) | dict(extra or {})
    try:
        process = subprocess.Popen(
            _ending_with_us(argv),
            cwd=cwd or home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise ScanError(f"cannot start {argv[0]}: {error}", remedy="run `stelp-ci doctor`") from error
    try:
        stdout, stderr = _collect(process, timeout_s)
    finally:
        _end_group(process)
    return Finished(process.returncode, stdout, stderr)


def _ending_with_us(argv: Sequence[str]) -> Sequence[str]:
    """The command so that the kernel ends it when we are killed ourselves, and could not: where util-linux is there.

    NOTE: the signal comes when the thread that started the tool is gone; that thread waits for it here.
    """
    setpriv = shutil.which("setpriv", path="/usr/bin:/bin")
    startable = os.path.isabs(argv[0]) and os.access(argv[0], os.X_OK)  # noqa: PTH117 - a word of a command line
    return (setpriv, "--pdeathsig", "KILL", "--", *argv) if setpriv and startable else argv


def _environment(home: Path) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    own = str(home)
    return inherited | {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": own,
        "TMPDIR": own,
        "XDG_CACHE_HOME": own,
        "XDG_CONFIG_HOME": own,
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _collect(process: subprocess.Popen[bytes], timeout_s: float) -> tuple[bytes, bytes]:
    """Both streams to their end, and the exit status."""
    assert process.stdout is not None and process.stderr is not None  # noqa: S101 - both are PIPE
    deadline = time.monotonic() + timeout_s
    streams: tuple[IO[bytes], IO[bytes]] = (process.stdout, process.stderr)
    kept: dict[int, bytearray] = {stream.fileno(): bytearray() for stream in streams}
    with process.stdout, process.stderr, selectors.DefaultSelector() as selector:
        for stream in streams:
            selector.register(stream, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select(_left(deadline, timeout_s)):
                _read(selector, key.fd, kept)
        first, second = (bytes(kept[stream.fileno()]) for stream in streams)
        _wait(process, _left(deadline, timeout_s), timeout_s)
    return first, second


def _read(selector: selectors.BaseSelector, descriptor: int, kept: dict[int, bytearray]) -> None:
    chunk = os.read(descriptor, 1 << 16)
    if not chunk:
        selector.unregister(descriptor)
    kept[descriptor] += chunk
    if sum(map(len, kept.values())) > MAX_OUTPUT:
        raise ScanError(
            f"wrote more than {MAX_OUTPUT // 1024 // 1024} MiB", remedy="look at the change for generated files"
        )


def _left(deadline: float, timeout_s: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _timed_out(timeout_s)
    return left


def _wait(process: subprocess.Popen[bytes], left: float, timeout_s: float) -> None:
    try:
        process.wait(left)
    except subprocess.TimeoutExpired as error:
        raise _timed_out(timeout_s) from error


def _timed_out(timeout_s: float) -> ScanError:
    return ScanError(
        f"did not end within {timeout_s:g} s", remedy="raise scan.timeout_s in .stelp.yml, or make the change smaller"
    )


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group, also after a good end: a tool's worker must not outlive it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # the usual case: everybody is gone already
    finally:
        process.wait()
