"""The ports through which stages are handed to each other: a stage sees the Protocol, never the sibling."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from stelp_ci.model.change import Change
from stelp_ci.model.finding import ScanResult
from stelp_ci.model.source import Trees

if TYPE_CHECKING:
    from stelp_ci.model.execution import Outcome, ProgramsJob, RuntimeIdentity, SandboxJob, ScriptJob, ScriptOutcome


class ScanJob(NamedTuple):
    """What a scanner is given: the change, both trees, the dependency layers to resolve imports with, and its time.

    `ask_index` is the permission to name packages to the package index.
    """

    change: Change
    trees: Trees
    layers: tuple[Path, ...]
    cache: Path
    timeout_s: float
    ask_index: bool = False


class Scanner(Protocol):
    """One static tool."""

    @property
    def name(self) -> str:
        """The tool's name in findings, settings and reports."""
        ...

    def scan(self, job: ScanJob) -> tuple[ScanResult, ...]:
        """Scan both sides and mark what is new: what was scanned, and a `Failed` for each part that was not.

        Raises `ScanError` for a tool that failed as a whole; the lane turns it into `Failed`.
        """
        ...


class Sandbox(Protocol):
    """A place where hostile code runs."""

    @property
    def identity(self) -> "RuntimeIdentity":
        """The runtime that runs the jobs, as read from the binary."""
        ...

    def run(self, job: "SandboxJob") -> "Outcome":
        """Run one job in a fresh sandbox. Raises `SandboxError` if the sandbox failed before the code started."""
        ...

    def run_script(self, job: "ScriptJob") -> "ScriptOutcome":
        """Run one script in a fresh sandbox. Raises `SandboxError` if the sandbox failed before it started."""
        ...


class ProgramSandbox(Protocol):
    """A place where programs run, one after the other."""

    @property
    def identity(self) -> "RuntimeIdentity":
        """The runtime that runs the jobs, as read from the binary."""
        ...

    def run_programs(self, job: "ProgramsJob") -> "ScriptOutcome":
        """Run programs in one fresh sandbox: a record for each, in order, if the outcome is `completed`.

        Raises `SandboxError` if the sandbox failed before the first of them started.
        """
        ...


class AnySandbox(Sandbox, ProgramSandbox, Protocol):
    """What every backend is: a place for tests, for scripts and for programs."""

    def expect(self, *jobs: "SandboxJob | ScriptJob | ProgramsJob") -> None:
        """Jobs that will come in this order, so that sandboxes can be started ahead. Whoever expects calls `close`.

        Until then, expecting nothing included, sandboxes are taken down beside other work.
        """
        ...

    def close(self) -> None:
        """End what no job came for. Raises `SandboxError` if something of any sandbox is left."""
        ...

    def probe(self) -> float:
        """Milliseconds to start an empty sandbox, until its first words. Raises `SandboxError`."""
        ...


class Progress(Protocol):
    """Where long work says what it is doing."""

    def begin(self, stage: str, detail: str = "") -> None:
        """`stage` has begun, or goes on with `detail`."""
        ...

    def end(self, stage: str) -> None:
        """`stage` is done."""
        ...
