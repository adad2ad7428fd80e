"""What every probe is given, and what a probe is: a name, and a function from a job to evidence."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from stelp_ci.model.change import Change
from stelp_ci.model.contexts import Contexts
from stelp_ci.model.evidence import Evidence
from stelp_ci.model.execution import DenyRule
from stelp_ci.model.ports import Sandbox
from stelp_ci.model.settings import ExecuteSettings
from stelp_ci.model.source import Runnable


class BudgetSpentError(Exception):
    """A run was ended because the budget was spent; what it would have shown is not known."""


class ProbeJob(NamedTuple):
    """One change, ready to run.

    `base` prepares the base when it is first called, and gives the same one ever after. `scratch` is an existing
    directory of the run's own: a probe makes its directories below it. `only` is the one test that is run again.
    `deadline` is in seconds of `time.monotonic`: what has not begun by then is said to be not assessed. `deny` is what
    the policy of the base forbids. `until` is when this probe's share of the budget is spent: a run at hand ends then.
    `contexts` are those of the base, where they were learned.
    """

    change: Change
    base: Callable[[], Runnable]
    head: Runnable
    sandbox: Sandbox
    settings: ExecuteSettings
    scratch: Path
    only: str | None = None
    deadline: float = float("inf")
    deny: tuple[DenyRule, ...] = ()
    until: float = float("inf")
    contexts: Contexts | None = None

    @property
    def share_s(self) -> float:
        """Seconds that a run of this probe may take; one second at least, so that a run can begin."""
        return max(1.0, self.until - time.monotonic())

    @property
    def left_s(self) -> float:
        """Seconds of the budget that are left; never negative."""
        return max(0.0, self.deadline - time.monotonic())


class Probe(NamedTuple):
    """One probe. `assess` is given the evidence of the probes before it, and gives its own.

    It raises `SandboxError` when the sandbox itself fails; what the code does to the sandbox is evidence. `value` is
    the weight of its share of the budget among the probes of its chain that are still to come.
    """

    name: str
    assess: Callable[[ProbeJob, tuple[Evidence, ...]], tuple[Evidence, ...]]
    value: float = 1.0


class Probes(NamedTuple):
    """All probes: `first` runs alone, then each chain in its own order, beside the other chains."""

    first: Probe
    chains: tuple[tuple[Probe, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Of all of them."""
        return (self.first.name, *(probe.name for chain in self.chains for probe in chain))
