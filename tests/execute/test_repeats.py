"""The same tests several times, each time from the process as it was collected; and stubs tried on every test."""

from pathlib import Path

import pytest

from stelp_ci.execute.runsc import RunscSandbox
from stelp_ci.model.execution import (
    Limits,
    PytestResult,
    PytestTask,
    SandboxJob,
    Stub,
    StubBehaviour,
    TestOutcome,
)

pytestmark = pytest.mark.gvisor

CODE = "def double(x):\n    return 2 * x\n"
TESTS = """\
import os
from code_under_test import double

SEEN = []
SETS = [[1, 2]]

def test_first():
    SEEN.append(1)

def test_needs_the_first():
    assert SEEN == [1]

def test_steady():
    assert double(2) == 4

def test_idle():
    double(2)

def test_changes_its_own_data():
    SETS[0][0] *= -1
    assert SETS == [[-1, 2]]

def test_elsewhere():
    assert os.getpid() > 0

def test_unsteady():
    try:
        os.mkdir("/tmp/once")
    except FileExistsError:
        assert False, "the second time"
"""


@pytest.fixture(scope="module")
def result(sandbox: RunscSandbox, tmp_path_factory: pytest.TempPathFactory) -> PytestResult:
    source = tmp_path_factory.mktemp("source")
    source.chmod(0o755)
    (source / "code_under_test.py").write_text(CODE)
    (source / "test_it.py").write_text(TESTS)
    stubs = tuple(Stub(module="code_under_test", qualname="double", behaviour=one) for one in StubBehaviour)
    task = PytestTask(targets=("test_it.py",), stubs=stubs, exhaustive=True, repeats=2, repeat_s=20)
    outcome = sandbox.run(SandboxJob(source, task, Limits()))
    assert outcome.result is not None, outcome
    assert outcome.result.completed, outcome
    return outcome.result


def test_each_run_begins_as_the_first_one_did(result: PytestResult) -> None:
    assert {test.outcome for test in result.tests} == {TestOutcome.PASSED}
    assert [(one.backwards, one.ran, one.complete) for one in result.repeats] == [(False, 7, True), (True, 7, True)]
    assert all("test_it.py::test_changes_its_own_data" not in one.unsuccessful for one in result.repeats)


def test_what_depends_on_the_order_fails_backwards_alone(result: PytestResult) -> None:
    found = ["test_it.py::test_needs_the_first" in one.unsuccessful for one in result.repeats]
    assert found == [False, True]


def test_what_depends_on_an_earlier_run_fails_in_every_later_one(result: PytestResult) -> None:
    assert all("test_it.py::test_unsteady" in one.unsuccessful for one in result.repeats)


def test_all_tests_that_notice_a_stub_are_named(result: PytestResult) -> None:
    unrepeatable = {"test_it.py::test_unsteady"}
    noticed = {one.behaviour: set(one.noticed) - unrepeatable for one in result.stubs}
    assert noticed[StubBehaviour.RETURN_NONE] == {"test_it.py::test_steady"}
    assert noticed[StubBehaviour.RAISE] == {"test_it.py::test_steady", "test_it.py::test_idle"}


def test_runs_for_which_there_is_no_time_are_not_begun(sandbox: RunscSandbox, tmp_path: Path) -> None:
    (tmp_path / "test_slow.py").write_text("import time\n\ndef test_slow():\n    time.sleep(0.4)\n")
    tmp_path.chmod(0o755)
    task = PytestTask(targets=("test_slow.py",), repeats=2, repeat_s=0.5)
    outcome = sandbox.run(SandboxJob(tmp_path, task, Limits()))
    assert outcome.result is not None
    assert outcome.result.repeats == ()
