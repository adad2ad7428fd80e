"""gVisor through runsc: one fresh sandbox per job, on an OCI bundle, without Docker."""

import secrets
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from stelp_ci.errors import SandboxError
from stelp_ci.execute import wire
from stelp_ci.execute.bundle import Contents, layer_targets, oci_config
from stelp_ci.execute.container import started
from stelp_ci.execute.conversation import Conversation
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.reading import Facts, read_outcome
from stelp_ci.execute.rootfs import LAYER_SLOTS, sandbox_root
from stelp_ci.execute.runtime import REMEDY, Runtime, find_runtime, locate_runsc
from stelp_ci.execute.script_reading import read_script
from stelp_ci.execute.views import readable_view
from stelp_ci.model.execution import (
    Limits,
    Outcome,
    ProgramsJob,
    RuntimeIdentity,
    SandboxJob,
    ScriptJob,
    ScriptOutcome,
)

PROBE_LIMITS = Limits(wall_s=10, cpu_s=10, memory_mib=512, tmpfs_mib=16)
PROBE_S = 60
READY = b"ready"
SCRATCH = "stelp-ci-"
_Job = SandboxJob | ScriptJob | ProgramsJob
SPACE = "see that the source tree can be read and that the directory for temporary files has space"


def open_sandbox(*, interpreter: Interpreter, harness: Path, cache: Path) -> "RunscSandbox":
    """The sandbox for tests that run on `interpreter`, with the pytest that lies in `harness`.

    Builds the read-only root below `cache` on first use. Raises `SandboxError` when runsc is missing or cannot run.
    """
    path = locate_runsc()
    with ThreadPoolExecutor(max_workers=1) as beside:
        runtime = beside.submit(find_runtime, path, cache)
        root = sandbox_root(interpreter, harness, cache)
        return RunscSandbox(runtime.result(), interpreter, root)


class RunscSandbox:
    """Implements `stelp_ci.model.ports.Sandbox`. Safe to use from several threads: every run has its own everything."""

    def __init__(self, runtime: Runtime, interpreter: Interpreter, root: Path) -> None:
        self._runtime = runtime
        self._interpreter = interpreter
        self._root = root

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

    def run(self, job: SandboxJob) -> Outcome:
        """Run one job. Raises `SandboxError` if the sandbox failed before the code started."""
        task = wire.Task(token=_token(), limits=job.limits, layers=_targets(job), pytest=job.task)
        return read_outcome(task, *self._held(job, task))

    def run_script(self, job: ScriptJob) -> ScriptOutcome:
        """Run one script. Raises `SandboxError` if the sandbox failed before it started."""
        script = wire.Script(name=job.script, document=msgspec.Raw(job.document), import_paths=job.import_paths)
        task = wire.Task(token=_token(), limits=job.limits, layers=_targets(job), script=script)
        return read_script(task, *self._held(job, task))

    def run_programs(self, job: ProgramsJob) -> ScriptOutcome:
        """Run programs, one after the other. Raises `SandboxError` if the sandbox failed before they started."""
        programs = wire.Programs(
            profile=job.profile, policy=msgspec.Raw(job.policy), tools=job.tools, programs=job.programs
        )
        task = wire.Task(token=_token(), limits=job.limits, layers=_targets(job), programs=programs)
        return read_script(task, *self._held(job, task))

    def _held(self, job: _Job, task: wire.Task) -> tuple[Conversation, Facts]:
        began = time.monotonic()
        try:
            conversation, out_of_memory = self._converse(job, task)
        except OSError as error:
            raise SandboxError(f"the sandbox cannot be set up: {error}", remedy=SPACE) from error
        return conversation, Facts(self.identity, out_of_memory=out_of_memory, wall_s=time.monotonic() - began)

    def _converse(self, job: _Job, task: wire.Task) -> tuple[Conversation, bool]:
        """Start, talk, and leave nothing; the second is whether the host's kernel ended it for want of memory."""
        with tempfile.TemporaryDirectory(prefix=SCRATCH) as scratch:
            config = oci_config(self._contents(job, Path(scratch)), job.limits)
            with started(self._runtime, config, job.limits, Path(scratch)) as container:
                answer = job.answer if isinstance(job, ProgramsJob) else None
                conversation = Conversation(container, task, answer)
                conversation.hold()
                container.settle()
                return conversation, container.out_of_memory()

    def probe(self) -> float:
        """Milliseconds to start an empty sandbox on the same Python, until its first words. Raises `SandboxError`."""
        with tempfile.TemporaryDirectory(prefix=SCRATCH) as scratch:
            contents = Contents(self._root, self._interpreter.executable, self._root, command="print('ready')")
            began = time.monotonic()
            with started(self._runtime, oci_config(contents, PROBE_LIMITS), PROBE_LIMITS, Path(scratch)) as container:
                said, complaint = container.process.communicate(timeout=PROBE_S)
            spent = time.monotonic() - began
        if said.strip() != READY:
            told = complaint.decode("utf-8", "replace").strip()[-2000:]
            raise SandboxError(f"an empty sandbox does not start: {told}", remedy=REMEDY)
        return spent * 1000

    def _contents(self, job: _Job, scratch: Path) -> Contents:
        source = job.source or _empty(scratch / "empty")
        trees = [readable_view(tree, scratch / f"view-{number}") for number, tree in enumerate((source, *job.layers))]
        return Contents(
            root=self._root,
            python=self._interpreter.executable,
            source=trees[0],
            layers=tuple(trees[1:]),
            environment=() if isinstance(job, ProgramsJob) else job.environment,
        )


def _token() -> str:
    return secrets.token_hex(16)


def _targets(job: _Job) -> tuple[str, ...]:
    """Where the layers stand inside. Raises `SandboxError` when there are too many."""
    if len(job.layers) > LAYER_SLOTS:
        raise SandboxError(f"{len(job.layers)} dependency layers: the sandbox takes {LAYER_SLOTS}")
    return layer_targets(len(job.layers))


def _empty(directory: Path) -> Path:
    """The source of a script that needs none."""
    directory.mkdir(mode=0o755)
    directory.chmod(0o755)
    return directory
