"""A failure seen once may be that of a busy machine: its tests run again before it is charged to anybody."""

from stelp_ci.model.execution import Outcome
from stelp_ci.model.source import Runnable
from stelp_ci.probe.job import BudgetSpentError, ProbeJob
from stelp_ci.probe.running import Manner, run_pytest
from stelp_ci.probe.stability import REPEATS, SUCCESSFUL, flaky_tests

THRICE = Manner(repeats=REPEATS)


def passing_again(job: ProbeJob, side: Runnable, failed: tuple[str, ...]) -> frozenset[str]:
    """The node ids of `failed` that do not fail each time when their files run again on `side`; none in doubt.

    Whole files are run, since a test may need what those before it did. Raises `SandboxError` when the sandbox fails.
    """
    files = sorted({nodeid.partition("::")[0] for nodeid in failed})
    if not files:
        return frozenset()
    try:
        return _passing(run_pytest(job, side, tuple(files), manner=THRICE)) & frozenset(failed)
    except BudgetSpentError:
        return frozenset()


def _passing(outcome: Outcome) -> frozenset[str]:
    tests = outcome.result.tests if outcome.result else ()
    unstable = flaky_tests(outcome)
    return frozenset(test.nodeid for test in tests if test.outcome in SUCCESSFUL or test.nodeid in unstable)
