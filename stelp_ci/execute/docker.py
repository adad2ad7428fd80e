"""gVisor through the Docker Engine: one fresh container per job, of the image that `sandbox/Dockerfile` makes."""

import re
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from stelp_ci.errors import SandboxError
from stelp_ci.execute import wire
from stelp_ci.execute.backend import PROBE_LIMITS, Backend
from stelp_ci.execute.bundle import START, Contents
from stelp_ci.execute.conversation import Conversation
from stelp_ci.execute.docker_config import RUNTIME, environment, host_config
from stelp_ci.execute.docker_container import (
    DockerContainer,
    Preface,
    Request,
    binary_behind,
    refuse_other_kernels,
    started,
)
from stelp_ci.execute.docker_image import current_image
from stelp_ci.execute.engine import Engine, Started, connect
from stelp_ci.execute.held import Job, answer_of, contents_of, ended_badly, kind_of, scratch_folder
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.runtime import digest_of, platform_by_default, version_of
from stelp_ci.execute.syscalls.logged_files import log_folder, read_log, remove_log
from stelp_ci.model.execution import Limits, RuntimeIdentity
from stelp_ci.model.kernel import KernelLog

ROOT = Path("/stelp")
PYTHON = ROOT / "python"
TELL = "import sys; sys.path.append('/stelp'); from _stelp import kernel; kernel.tell()"
LOGGED = "runsc-logged"
"""The name of a runtime that is gVisor and logs system calls into files."""

TREES = ("/usr", "/stelp")
"""Where the image's Python reads by itself."""


def open_docker(
    *, interpreter: Interpreter, harness: Path, runtime: str = RUNTIME, log_calls: bool = False
) -> "DockerSandbox":
    """The sandbox of the Docker Engine for tests that run on a Python of the interpreter's version.

    With `log_calls` system calls are logged where the daemon has the runtime `runsc-logged` (docs/sandbox.md). Starts
    one container and looks at it. Raises `SandboxError` when no daemon answers, the image is missing or of another
    stelp-ci, or what ran it is not gVisor.
    """
    engine = connect()
    image = current_image(engine, interpreter, harness)
    if log_calls and (folder := log_folder(engine.runtime_arguments(LOGGED))):
        return DockerSandbox(engine, image.id, LOGGED, folder)
    return DockerSandbox(engine, image.id, runtime)


class DockerSandbox(Backend):
    """Implements `stelp_ci.model.ports.AnySandbox`. Safe to use from several threads: each run has its container."""

    def __init__(self, engine: Engine, image: str, runtime: str, calls: Path | None = None) -> None:
        self._engine = engine
        self._image = image
        self._runtime = runtime
        self._calls = calls
        self._identity = self._look()

    @property
    def identity(self) -> RuntimeIdentity:
        """The runtime, as read off a container that it started."""
        return self._identity

    def expect(self, *jobs: Job) -> None:
        """Nothing is started ahead: a container waits for its job with all of the memory that it may use."""

    def close(self) -> None:
        """Nothing waits."""

    def probe(self) -> float:
        """Milliseconds to start an empty container, until its first words. Raises `SandboxError`."""
        began = time.monotonic()
        with self._started(self._empty()) as container:
            self._verified(container)
            return (time.monotonic() - began) * 1000

    def _converse(self, job: Job, task: wire.Task) -> tuple[Conversation, bool]:
        with scratch_folder() as scratch:
            contents = contents_of(job, scratch, root=ROOT, python=PYTHON)
            command = f"{TELL}; {START.format(kind=kind_of(job))}"
            with self._started(self._request(contents, job.limits, command)) as container:
                self._verified(container)
                asked = msgspec.structs.replace(task, logged=self._calls is not None)
                conversation = Conversation(container, asked, answer_of(job))
                conversation.hold()
                conversation.kernel = self._logged(container)
                container.settle()
                return conversation, ended_badly(container) if conversation.broken else container.out_of_memory()

    def _logged(self, container: DockerContainer) -> KernelLog | None:
        """What gVisor logged until now: all of the code under judgement is dead."""
        return read_log(self._calls, container.id, TREES) if self._calls else None

    @contextmanager
    def opened(self, source: Path, limits: Limits, command: str) -> Generator[DockerContainer]:
        """A container in which PID 1 runs `command`, for people to look into. Raises `SandboxError`."""
        request = self._request(Contents(ROOT, PYTHON, source), limits, f"{TELL}; {command}")
        with self._started(request) as container:
            self._verified(container)
            yield container

    @contextmanager
    def _started(self, request: Request) -> Generator[DockerContainer]:
        """A container of which nothing is left, its log included."""
        made = ""
        try:
            with started(self._engine, request) as container:
                made = container.id
                yield container
        finally:
            if self._calls and made:
                remove_log(self._calls, made)

    def _request(self, contents: Contents, limits: Limits, command: str) -> Request:
        host = host_config(contents, limits, runtime=self._runtime)
        return Request(self._image, command, environment(contents), host)

    def _empty(self) -> Request:
        """A container that mounts nothing, and ends when it has told its kernel."""
        request = self._request(Contents(ROOT, PYTHON, ROOT), PROBE_LIMITS, TELL)
        return request._replace(host={**request.host, "Mounts": []})

    def _verified(self, container: DockerContainer) -> tuple[Started, Preface]:
        """Look at the container that runs, before anything is handed to it. Raises `SandboxError`."""
        preface = container.preface()
        seen = self._engine.look(container.id)
        refuse_other_kernels(seen, preface, self._runtime)
        return seen, preface

    def _look(self) -> RuntimeIdentity:
        """Start a container that waits, and read who runs it off its process on the host, where we may."""
        waiting = self._empty()._replace(command=f"{TELL}; sys.stdin.read()")
        with self._started(waiting) as container:
            seen, preface = self._verified(container)
            binary = binary_behind(seen)
            path = binary or Path(self._engine.runtime_path(self._runtime) or self._runtime)
            arguments = _arguments(seen.pid)
        version, digest, by_default = _of(path)
        platform = _platform(arguments) or by_default
        return RuntimeIdentity(
            name=f"runsc in Docker {self._engine.version}",
            version=version,
            platform=platform,
            sha256=digest,
            path=str(path),
            rootless=False,
            python=preface.python,
        )


def _arguments(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def _platform(arguments: str) -> str:
    match = re.search(r"--platform[= ](\w+)", arguments)
    return match[1] if match else ""


def _of(path: Path) -> tuple[str, str, str]:
    """Version, digest and default platform of the binary; said to be unknown where it cannot be asked from here."""
    try:
        return version_of(path), digest_of(path), platform_by_default(path)
    except SandboxError:
        return "not told", "not told", "not told"
