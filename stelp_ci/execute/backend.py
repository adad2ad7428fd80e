"""What every backend answers alike: three kinds of jobs, each of them one conversation and how it is read."""

from abc import ABC, abstractmethod

from stelp_ci.execute import wire
from stelp_ci.execute.conversation import Conversation
from stelp_ci.execute.held import Job, hold
from stelp_ci.execute.reading import read_outcome
from stelp_ci.execute.script_reading import read_script
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
"""What an empty sandbox may take that is started to be looked at."""


class Backend(ABC):
    """The half of `stelp_ci.model.ports.AnySandbox` that does not depend on who starts gVisor."""

    @property
    @abstractmethod
    def identity(self) -> RuntimeIdentity:
        """The runtime that runs the jobs."""

    @abstractmethod
    def _converse(self, job: Job, task: wire.Task) -> tuple[Conversation, bool]:
        """Start a sandbox, talk, and leave nothing; the second is whether the kernel ended it for want of memory."""

    def run(self, job: SandboxJob) -> Outcome:
        """Run one job. Raises `SandboxError` if the sandbox failed before the code started."""
        return read_outcome(*hold(job, self.identity, self._converse))

    def run_script(self, job: ScriptJob) -> ScriptOutcome:
        """Run one script. Raises `SandboxError` if the sandbox failed before it started."""
        return read_script(*hold(job, self.identity, self._converse))

    def run_programs(self, job: ProgramsJob) -> ScriptOutcome:
        """Run programs, one after the other. Raises `SandboxError` if the sandbox failed before they started."""
        return read_script(*hold(job, self.identity, self._converse))
