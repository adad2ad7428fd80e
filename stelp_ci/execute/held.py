"""From a job to what came of it, for every backend alike: its task, the trees it mounts, and one conversation."""

import secrets
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol

import msgspec

from stelp_ci.errors import SandboxError
from stelp_ci.execute import wire
from stelp_ci.execute.bundle import Contents, layer_targets
from stelp_ci.execute.conversation import Conversation
from stelp_ci.execute.reading import Facts
from stelp_ci.execute.rootfs import LAYER_SLOTS
from stelp_ci.execute.views import readable_view
from stelp_ci.model.execution import ProgramsJob, RuntimeIdentity, SandboxJob, ScriptJob

SCRATCH = "stelp-ci-"
ONE = " one"
"""How the kind of a single program ends; `sandbox/early.py` reads it."""
SPACE = "see that the source tree can be read and that the directory for temporary files has space"
KILLED_REMEDY = "run it again; if it happens again, see whether this machine runs out of memory"
Job = SandboxJob | ScriptJob | ProgramsJob
Converse = Callable[[Job, wire.Task], tuple[Conversation, bool]]
"""Start a sandbox, talk, and leave nothing; the second is whether the kernel ended it for want of memory."""


class Held(NamedTuple):
    """One conversation that is over, with what it was about."""

    task: wire.Task
    conversation: Conversation
    facts: Facts


def hold(job: Job, identity: RuntimeIdentity, converse: Converse) -> Held:
    """Run `job` by the backend's `converse`. Raises `SandboxError` when the sandbox cannot be set up."""
    task = task_of(job)
    began = time.monotonic()
    try:
        conversation, out_of_memory = converse(job, task)
    except OSError as error:
        raise SandboxError(f"the sandbox cannot be set up: {error}", remedy=SPACE) from error
    return Held(task, conversation, Facts(identity, out_of_memory, wall_s=time.monotonic() - began))


def task_of(job: Job) -> wire.Task:
    """What the runner is told. Raises `SandboxError` when there are too many layers."""
    if len(job.layers) > LAYER_SLOTS:
        raise SandboxError(f"{len(job.layers)} dependency layers: the sandbox takes {LAYER_SLOTS}")
    task = wire.Task(token=secrets.token_hex(16), limits=job.limits, layers=layer_targets(len(job.layers)))
    match job:
        case SandboxJob():
            return msgspec.structs.replace(task, pytest=job.task)
        case ScriptJob():
            script = wire.Script(name=job.script, document=msgspec.Raw(job.document), import_paths=job.import_paths)
            return msgspec.structs.replace(task, script=script)
        case ProgramsJob():
            programs = wire.Programs(
                profile=job.profile, policy=msgspec.Raw(job.policy), tools=job.tools, programs=job.programs
            )
            return msgspec.structs.replace(task, programs=programs)


def answer_of(job: Job) -> Callable[[int, bytes], bytes] | None:
    """What answers the calls of programs, where the job has that."""
    return job.answer if isinstance(job, ProgramsJob) else None


class Ended(Protocol):
    """What a backend says of a sandbox whose conversation broke."""

    def out_of_memory(self) -> bool:
        """Whether the kernel ended it for want of memory."""
        ...

    def was_killed(self) -> bool:
        """Whether something else than the code ended it."""
        ...


def ended_badly(sandbox: Ended) -> bool:
    """Whether the kernel ended it for want of memory. Raises `SandboxError` where something else than the code did."""
    out_of_memory = sandbox.out_of_memory()
    if sandbox.was_killed() and not out_of_memory:
        raise SandboxError("runsc was killed by something outside of the sandbox", remedy=KILLED_REMEDY)
    return out_of_memory


@contextmanager
def scratch_folder() -> Generator[Path]:
    """A private folder for what one run needs on the host."""
    with TemporaryDirectory(prefix=SCRATCH) as folder:
        yield Path(folder)


def environment_of(job: Job) -> tuple[tuple[str, str], ...]:
    """The variables that the job adds to those of every sandbox."""
    return () if isinstance(job, ProgramsJob) else job.environment


class Shape(NamedTuple):
    """All that decides what a sandbox is before its task comes: what is mounted, the environment, and sizes in MiB.

    `kind` is what it may load ahead.
    """

    kind: str
    trees: tuple[Path | None, ...]
    environment: tuple[tuple[str, str], ...]
    sizes: tuple[int, int, int]


def shape_of(job: Job) -> Shape:
    """The shape that a job needs."""
    limits = job.limits
    sizes = (limits.memory_mib, limits.tmpfs_mib, limits.file_mib)
    return Shape(kind_of(job), (job.source, *job.layers), environment_of(job), sizes)


def kind_of(job: Job) -> str:
    """What the runner may load before the task comes: nothing where programs bring layers of their own.

    One program that asks the host nothing has its process begun by then, too.
    """
    match job:
        case SandboxJob():
            return "tests"
        case ScriptJob():
            return "script"
        case ProgramsJob():
            one = ONE if len(job.programs) == 1 and not job.tools else ""
            return "" if job.layers else f"{job.profile}{one}"


def contents_of(job: Job, scratch: Path, *, root: Path, python: Path) -> Contents:
    """What the sandbox of the job is made of; copies that everybody inside can read are made below `scratch`."""
    trees = (job.source or _empty(scratch / "empty"), *job.layers)
    source, *layers = (readable_view(tree, scratch / f"view-{number}") for number, tree in enumerate(trees))
    return Contents(root=root, python=python, source=source, layers=tuple(layers), environment=environment_of(job))


def _empty(directory: Path) -> Path:
    """The source of a script that needs none."""
    directory.mkdir(mode=0o755)
    directory.chmod(0o755)
    return directory
