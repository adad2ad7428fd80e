"""gVisor through runsc: one fresh sandbox per job, on an OCI bundle, without Docker."""

import contextlib
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from stelp_ci.errors import SandboxError
from stelp_ci.execute import wire
from stelp_ci.execute.ahead import Ahead, begin
from stelp_ci.execute.backend import PROBE_LIMITS, Backend
from stelp_ci.execute.bundle import START, Contents, oci_config
from stelp_ci.execute.container import Container, started
from stelp_ci.execute.conversation import Conversation
from stelp_ci.execute.held import (
    Job,
    Shape,
    answer_of,
    contents_of,
    ended_badly,
    kind_of,
    scratch_folder,
    shape_of,
)
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.rootfs import sandbox_root
from stelp_ci.execute.runtime import REMEDY, Runtime, find_runtime, locate_runsc
from stelp_ci.execute.syscalls.log import syscall_log
from stelp_ci.model.execution import RuntimeIdentity, ScriptJob

PROBE_S = 60
READY = b"ready"


def open_sandbox(*, interpreter: Interpreter, harness: Path, cache: Path, log_calls: bool = False) -> "RunscSandbox":
    """The sandbox for tests that run on `interpreter`, with the pytest that lies in `harness`.

    Builds the read-only root below `cache` on first use. With `log_calls` gVisor logs the system calls of tests and
    programs. Raises `SandboxError` when runsc is missing or cannot run.
    """
    path = locate_runsc()
    with ThreadPoolExecutor(max_workers=1) as beside:
        runtime = beside.submit(find_runtime, path, cache)
        root = sandbox_root(interpreter, harness, cache)
        return RunscSandbox(runtime.result(), interpreter, root, log_calls=log_calls)


class RunscSandbox(Backend):
    """Implements `stelp_ci.model.ports.Sandbox`. Safe to use from several threads: every run has its own everything."""

    def __init__(self, runtime: Runtime, interpreter: Interpreter, root: Path, *, log_calls: bool = False) -> None:
        self._runtime = runtime
        self._interpreter = interpreter
        self._root = root
        self._log_calls = log_calls and runtime.logs_calls
        self._ahead: Ahead[Container] = Ahead(lambda container: container.process.poll() is None)

    @property
    def identity(self) -> RuntimeIdentity:
        """The runtime, as read from the binary."""
        return RuntimeIdentity(
            name="runsc",
            version=self._runtime.version,
            platform=self._runtime.platform,
            sha256=self._runtime.sha256,
            path=str(self._runtime.path),
            rootless=self._runtime.rootless,
            python=self._interpreter.release,
        )

    def expect(self, *jobs: Job) -> None:
        """Start sandboxes ahead for jobs that will come in this order: those that mount the same under the same limits.

        What the jobs are to do does not matter here. Whoever expects also calls `close`: until then sandboxes are taken
        down beside other work.
        """
        self._ahead.end_beside()
        for job in jobs:
            self._ahead.expect(self._shape(job), lambda job=job: self._started(job))

    @property
    def waiting(self) -> int:
        """How many sandboxes wait for a job."""
        return self._ahead.waiting

    def close(self) -> None:
        """End the sandboxes that no job came for. Raises `SandboxError` if something of any sandbox is left."""
        self._ahead.close()

    def _converse(self, job: Job, task: wire.Task) -> tuple[Conversation, bool]:
        begun = self._ahead.take(self._shape(job)) or begin(lambda: self._started(job))
        container = begun.sandbox
        with contextlib.ExitStack() as unless_whole:
            unless_whole.callback(begun.stack.close)
            asked = msgspec.structs.replace(task, logged=self._is_logged(job))
            conversation = Conversation(container, asked, answer_of(job))
            conversation.hold()
            conversation.kernel = container.log.so_far() if container.log else None
            if conversation.broken:
                container.settle()
                return conversation, ended_badly(container)
            unless_whole.pop_all()
        out_of_memory = container.out_of_memory()
        begun.stack.callback(container.settle)
        self._ahead.end(begun)
        return conversation, out_of_memory

    @contextlib.contextmanager
    def _started(self, job: Job) -> Generator[Container]:
        with scratch_folder() as scratch:
            contents = contents_of(job, scratch, root=self._root, python=self._interpreter.executable)
            contents = contents._replace(command=START.format(kind=kind_of(job)))
            config = oci_config(contents, job.limits)
            if not self._is_logged(job):
                with started(self._runtime, config, job.limits, scratch) as container:
                    yield container
                return
            with syscall_log(scratch, self._trees()) as log:
                runtime = self._runtime._replace(flags=(*self._runtime.flags, *log.flags))
                with started(runtime, config, job.limits, scratch) as container:
                    yield container._replace(log=log)

    def _shape(self, job: Job) -> tuple[Shape, bool]:
        return shape_of(job), self._is_logged(job)

    def _is_logged(self, job: Job) -> bool:
        """Tests and programs are; scripts do again what the tests did."""
        return self._log_calls and not isinstance(job, ScriptJob)

    def _trees(self) -> tuple[str, ...]:
        """Where Python reads by itself."""
        python = self._interpreter
        return tuple(str(path) for path in (python.executable.parent.parent, python.stdlib, python.extensions))

    def probe(self) -> float:
        """Milliseconds to start an empty sandbox on the same Python, until its first words. Raises `SandboxError`."""
        with scratch_folder() as scratch:
            contents = Contents(self._root, self._interpreter.executable, self._root, command="print('ready')")
            began = time.monotonic()
            with started(self._runtime, oci_config(contents, PROBE_LIMITS), PROBE_LIMITS, scratch) as container:
                said, complaint = container.process.communicate(timeout=PROBE_S)
            spent = time.monotonic() - began
        if said.strip() != READY:
            told = complaint.decode("utf-8", "replace").strip()[-2000:]
            raise SandboxError(f"an empty sandbox does not start: {told}", remedy=REMEDY)
        return spent * 1000
