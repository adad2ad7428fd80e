"""Under which profile, policy and limits programs run, and how they are spread over sandboxes."""

from enum import StrEnum, unique
from typing import NamedTuple

from stelp_ci.exec.defaults import PROGRAM_LIMITS
from stelp_ci.exec.tools import Toolbox
from stelp_ci.model.execution import Limits
from stelp_ci.transpile.strict.policy import STRICT, Policy


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


class Setup(NamedTuple):
    """What holds for every program of a run."""

    profile: RunProfile = RunProfile.STRICT
    policy: Policy = STRICT
    limits: Limits = PROGRAM_LIMITS
    isolation: Isolation = Isolation.FORK
    jobs: int = 1
    toolbox: Toolbox = Toolbox(())
