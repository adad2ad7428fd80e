"""Under which profile, policy and limits programs run, and how they are spread over sandboxes."""

from enum import StrEnum, unique
from typing import Any, NamedTuple

from stelp_ci.exec.defaults import PROGRAM_LIMITS
from stelp_ci.exec.tools import Toolbox
from stelp_ci.model.execution import Limits
from stelp_ci.model.program import Capability
from stelp_ci.transpile.strict.policy import STRICT, Policy, loosened, policy_as_json


@unique
class RunProfile(StrEnum):
    """STRICT refuses what it does not know; GUARDED takes all of Python and judges what it reaches for.

    PLAIN is Python as it is, for measuring what the others change; TRACED also lists what a program does.
    """

    STRICT = "strict"
    GUARDED = "guarded"
    PLAIN = "plain"
    TRACED = "traced"


@unique
class Isolation(StrEnum):
    """SANDBOX: a fresh sandbox for each program. FORK: one for many, a process and a user for each program."""

    SANDBOX = "sandbox"
    FORK = "fork"


DENIED = (Capability.NETWORK, Capability.PROCESSES, Capability.NATIVE)
"""What GUARDED denies where nobody says otherwise."""


class Setup(NamedTuple):
    """What holds for every program of a run. `policy` is for STRICT, `denied` for GUARDED."""

    profile: RunProfile = RunProfile.STRICT
    policy: Policy = STRICT
    limits: Limits = PROGRAM_LIMITS
    isolation: Isolation = Isolation.FORK
    jobs: int = 1
    toolbox: Toolbox = Toolbox(())
    denied: tuple[Capability, ...] = DENIED

    @property
    def loosened(self) -> tuple[str, ...]:
        """What this lets through that the profile as it comes does not."""
        if self.profile is RunProfile.GUARDED:
            return tuple(f"allowed: {capability}" for capability in DENIED if capability not in self.denied)
        return loosened(self.policy) if self.profile is RunProfile.STRICT else ()

    def as_policy(self) -> dict[str, Any]:
        """What the sandbox is told, as JSON data."""
        if self.profile is RunProfile.GUARDED:
            return {"denied": list(self.denied)}
        return policy_as_json(self.policy)
