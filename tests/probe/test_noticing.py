"""Which tests speak of what a function gives: over scripted runs of its stubs."""

from pathlib import Path

import pytest

from stelp_ci.model.evidence import Notice, Selection, SelectionReason, Strength, TestEvidence, TestsRun
from stelp_ci.model.execution import PytestResult, StubBehaviour, StubRecord, TestOutcome
from stelp_ci.probe.noticing import noticing
from tests.probe.changed import NODE, record
from tests.probe.scripted import FILES, ScriptedSandbox, change_of, finished, job_of, runnable

UNDER = {
    "asserts what is given": ({"return-none", "return-one", "identity", "raise"}, Notice.NOTICES),
    "asserts that it is false": ({"return-one", "identity", "raise"}, Notice.NOTICES),
    "asserts that it is true": ({"return-none", "raise"}, Notice.NOTICES),
    "asserts that it is not what was given": ({"identity", "raise"}, Notice.NOTICES),
    "asserts nothing of it": ({"raise"}, Notice.REACHES),
    "does not call it": (set[str](), Notice.ELSEWHERE),
}


@pytest.mark.parametrize("how", UNDER)
def test_what_a_test_says_of_a_function_is_told_by_the_stubs_it_fails_under(tmp_path: Path, how: str) -> None:
    failing, expected = UNDER[how]
    files = (runnable(tmp_path / "base", FILES), runnable(tmp_path / "head", FILES))
    stubs = tuple(
        StubRecord(module="pkg.mod", qualname="double", behaviour=one, ran=1, noticed=(NODE,) * (one in failing))
        for one in StubBehaviour
    )
    sandbox = ScriptedSandbox([finished(PytestResult(stubs=stubs, completed=True))])
    job = job_of(change_of("double"), *files, sandbox)
    passed = TestEvidence(id="E-test", record=record(TestOutcome.PASSED), base=None, charge=None)
    selection = Selection(reason=SelectionReason.CHANGED, targets=("tests/test_mod.py",), promised=1)
    run = TestsRun(id="E-run", strength=Strength.SHARED, selection=selection, tests=(passed,))
    assert noticing(job, (run,), [NODE]) == {NODE: expected}
    assert [stub.behaviour for stub in sandbox.jobs[0].task.stubs] == list(StubBehaviour)
