"""Which of some tests notice that the changed functions are replaced by stubs, each test by itself."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from stelp_ci.model.evidence import Evidence, Notice, TestsRun
from stelp_ci.model.execution import Stub, StubBehaviour, StubRecord, TestOutcome
from stelp_ci.probe.job import BudgetSpentError, ProbeJob
from stelp_ci.probe.promised import strip_parameters
from stelp_ci.probe.running import Manner, run_pytest
from stelp_ci.probe.stubs import plan_stubs

MAX_IDS = 200
"""Node ids that are named to pytest one by one; with more of them their files are."""


def noticing(job: ProbeJob, so_far: tuple[Evidence, ...], tests: Iterable[str]) -> dict[str, Notice]:
    """For each of the test functions `tests` that passes on the head; those that do not are left out.

    Nothing where no changed function can be replaced, or the budget ends it. Raises `SandboxError` when the sandbox
    itself fails.
    """
    stubs = tuple(stub for item in plan_stubs(job.change, job.head) for one in item.stubs for stub in _with_value(one))
    passing = _passing(so_far, frozenset(tests))
    if not stubs or not passing or not job.left_s:
        return {}
    named = tuple(sorted({nodeid.partition("::")[0] for nodeid in passing} if len(passing) > MAX_IDS else passing))
    try:
        result = run_pytest(job, job.head, named, stubs, Manner(exhaustive=True)).result
    except BudgetSpentError:
        return {}
    if result is None or len(result.stubs) < len(stubs):
        return {}
    seen = _Seen.of(result.stubs)
    return {function: seen.of_test(function) for function in {strip_parameters(nodeid) for nodeid in passing}}


def _with_value(stub: Stub) -> tuple[Stub, ...]:
    """Where nothing may be given back, one is, and the first argument: `assert not f()` speaks of a value, and None is
    false; so does `assert f(a) != a`, and neither is `a`."""
    if stub.behaviour is not StubBehaviour.RETURN_NONE:
        return (stub,)
    return stub, replace(stub, behaviour=StubBehaviour.RETURN_ONE), replace(stub, behaviour=StubBehaviour.IDENTITY)


def _passing(so_far: tuple[Evidence, ...], functions: frozenset[str]) -> list[str]:
    runs = [item for item in so_far if isinstance(item, TestsRun)]
    stable = [test.record for run in runs for test in run.tests if not test.flaky]
    records = [record for record in stable if record.outcome is TestOutcome.PASSED]
    return [record.nodeid for record in records if strip_parameters(record.nodeid) in functions]


class _Seen(NamedTuple):
    """Test functions that failed under a function's gentle stubs, and under any stub at all."""

    noticed: frozenset[str]
    reached: frozenset[str]
    tried: bool

    @classmethod
    def of(cls, records: tuple[StubRecord, ...]) -> "_Seen":
        gentle = {(one.module, one.qualname) for one in records if one.behaviour is StubBehaviour.RETURN_NONE}
        noticed: set[str] = set()
        reached: set[str] = set()
        for one in records:
            failing = {
                strip_parameters(nodeid) for nodeid in (*one.noticed, *((one.killed_by,) if one.killed_by else ()))
            }
            reached |= failing
            if one.behaviour is not StubBehaviour.RAISE or (one.module, one.qualname) not in gentle:
                noticed |= failing
        return cls(frozenset(noticed), frozenset(reached), any(not one.unlocated for one in records))

    def of_test(self, function: str) -> Notice:
        """What one test function does."""
        if function in self.noticed:
            return Notice.NOTICES
        if function in self.reached:
            return Notice.REACHES
        return Notice.ELSEWHERE if self.tried else Notice.UNKNOWN
