"""Our own pip, run on the target interpreter, with the user's configuration and nothing of the repository's."""

import hashlib
import importlib.util
import os
import re
import resource
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from stelp_ci.errors import LayerError
from stelp_ci.execute.interpreter import Interpreter

LARGEST_FILE = 4 << 30
MOST_LINES = 4000
USER_VARIABLES = re.compile(
    r"PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TMPDIR|NETRC|XDG_(CONFIG_(HOME|DIRS)|CACHE_HOME)|DBUS_SESSION_BUS_ADDRESS"
    r"|(?i:https?_proxy|all_proxy|no_proxy)|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE"
)
PIP_VARIABLES = re.compile(
    r"PIP_(CONFIG_FILE|INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|TRUSTED_HOST|CERT|CLIENT_CERT|PROXY|TIMEOUT"
    r"|DEFAULT_TIMEOUT|RETRIES|CACHE_DIR|NO_CACHE_DIR|CONSTRAINT|KEYRING_PROVIDER|PRE|UPLOADED_PRIOR_TO)"
)
INDEX_VARIABLES = re.compile(r"PIP_(CONFIG_FILE|INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|CONSTRAINT|PRE)")
FIXED = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
LOG = "pip.log"
NOT_FETCHED = "Could not fetch URL"
CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+(?=@)")


class PipRun(NamedTuple):
    """How pip ended, and its last lines, without credentials or control characters.

    NOTE: pip tells only its log when an index did not answer, and then says that there is no such package. Those lines
    of the log stand behind the others.
    """

    exit_code: int
    lines: tuple[str, ...]


def pip_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What pip sees: the user's network and index settings, with their credentials, and no other variable."""
    kept = {
        name: value
        for name, value in environment.items()
        if USER_VARIABLES.fullmatch(name) or PIP_VARIABLES.fullmatch(name)
    }
    return {**kept, **FIXED}


def index_digest() -> str:
    """SHA-256 over the indexes that the environment names, without their credentials."""
    named = ((name, CREDENTIALS.sub("***", value)) for name, value in pip_environment(os.environ).items())
    return hashlib.sha256(
        repr(sorted(pair for pair in named if INDEX_VARIABLES.fullmatch(pair[0]))).encode()
    ).hexdigest()


def run_pip(
    arguments: list[str], *, interpreter: Interpreter, timeout_s: float, on_line: Callable[[str], None]
) -> PipRun:
    """Run pip in an empty directory, isolated, without `site`. Raises `LayerError` when it is missing or too slow."""
    python = [str(interpreter.executable), "-I", "-S", "-X", "utf8", str(_runner())]
    expired = threading.Event()
    with (
        tempfile.TemporaryDirectory(prefix="stelp-pip-") as folder,
        subprocess.Popen(
            [*python, *arguments, "--log", LOG], cwd=folder, env=pip_environment(os.environ),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8", errors="replace", start_new_session=True,
        ) as process,
    ):  # fmt: skip
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        timer = threading.Timer(timeout_s, _expire, (process, expired))
        timer.start()
        try:
            lines = _read(process.stdout, on_line)
        finally:
            timer.cancel()
            _end(process)
        exit_code = process.wait()
        lines = (*lines, *_not_fetched(Path(folder, LOG)))
    if expired.is_set():
        raise LayerError(
            f"pip did not finish within {timeout_s:.0f} s", remedy="run again, or give the packages with --deps DIR"
        )
    return PipRun(exit_code, lines)


def _runner() -> Path:
    """The entry by which a pip runs on another interpreter than the one it is installed for."""
    spec = importlib.util.find_spec("pip")
    runner = Path(spec.origin).parent / "__pip-runner__.py" if spec is not None and spec.origin else None
    if runner is None or not runner.is_file():
        raise LayerError(
            "pip is not installed beside stelp-ci", remedy="pip install 'stelp-ci[sandbox]', or use --deps DIR|none"
        )
    return runner


def _read(stream: IO[str] | None, on_line: Callable[[str], None]) -> tuple[str, ...]:
    lines: list[str] = []
    for raw in stream or ():
        line = shown(raw)
        on_line(line)
        lines.append(line)
        del lines[:-MOST_LINES]
    return tuple(lines)


def _not_fetched(log: Path) -> list[str]:
    if not log.is_file():
        return []
    with log.open(encoding="utf-8", errors="replace") as lines:
        return [shown(line.partition(" ")[2]) for line in lines if NOT_FETCHED in line][-MOST_LINES:]


def shown(line: str) -> str:
    """One line of pip's, without credentials and control characters, at most 4000 characters long."""
    return CREDENTIALS.sub("***", "".join(sign for sign in line[:4000] if sign.isprintable()))


def _expire(process: "subprocess.Popen[str]", expired: threading.Event) -> None:
    expired.set()
    _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    """Kill pip's own process group, unless pip has ended or is about to: its output was read to the end then."""
    try:
        process.wait(timeout=0 if process.stdout is None else 0.5)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
