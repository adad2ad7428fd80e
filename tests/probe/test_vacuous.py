"""New and edited tests on the base's code, over scripted runs."""

from pathlib import Path

import pytest

from stelp_ci.model.evidence import NewTest, NewTests, NotAssessed, OnBase
from stelp_ci.model.execution import Limit, Outcome, PytestResult, TestOutcome, TestRecord
from stelp_ci.probe.vacuous import assess
from tests.probe.changed import NODE, job, ran, record, uncollected
from tests.probe.scripted import FILES, finished

OLD = FILES["tests/test_mod.py"]
NEW = "tests/test_mod.py::test_new"
HEAD: dict[str, str | None] = {
    "pkg/mod.py": "def double(x):\n    return 2 * x\n\n\ndef half(x, exact=False):\n    return x / 2\n",
    "tests/test_mod.py": f"{OLD}\n\ndef test_new():\n    assert double(3) == 6\n",
}


def found(tmp_path: Path, *outcomes: Outcome) -> dict[str, NewTest]:
    given, _ = job(tmp_path, *outcomes, head=HEAD)
    return {test.nodeid: test for item in assess(given, ()) if isinstance(item, NewTests) for test in item.tests}


def new(outcome: TestOutcome, **more: object) -> TestRecord:
    return record(outcome, NEW, **more)


def test_a_change_without_new_or_edited_tests_runs_nothing(tmp_path: Path) -> None:
    given, sandbox = job(tmp_path, head={"pkg/mod.py": "", "tests/test_mod.py": f"# a comment\n{OLD}"})
    assert assess(given, ()) == ()
    assert sandbox.jobs == []


def test_the_heads_tests_run_on_the_bases_code(tmp_path: Path) -> None:
    given, sandbox = job(tmp_path, ran(new(TestOutcome.PASSED)), head=HEAD)
    assess(given, ())
    (run,) = sandbox.jobs
    assert (run.source / "tests/test_mod.py").read_text() == HEAD["tests/test_mod.py"]
    assert (run.source / "pkg/mod.py").read_text() == FILES["pkg/mod.py"]


def test_tests_whose_file_could_not_be_read_on_the_base_are_all_new(tmp_path: Path) -> None:
    unread = {"tests/test_mod.py": "def test_double(:\n"}
    given, _ = job(tmp_path, ran(record(TestOutcome.PASSED), new(TestOutcome.PASSED)), head=HEAD, base=unread)
    (item,) = assess(given, ())
    assert isinstance(item, NewTests)
    assert [(test.nodeid, test.added) for test in item.tests] == [(NODE, True), (NEW, True)]


ENDINGS = {
    "AssertionError: assert 5 == 6": ("AssertionError", OnBase.ASSERTION),
    "Failed: DID NOT RAISE <class 'ValueError'>": ("Failed", OnBase.ASSERTION),
    "ZeroDivisionError: division by zero": ("ZeroDivisionError", OnBase.EXCEPTION),
    "AttributeError: module 'pkg.mod' has no attribute 'half'": ("AttributeError", OnBase.MISSING),
    "AttributeError: 'NoneType' object has no attribute 'upper'": ("AttributeError", OnBase.EXCEPTION),
    "TypeError: half() got an unexpected keyword argument 'exact'": ("TypeError", OnBase.MISSING),
    "TypeError: half() takes 1 positional argument but 2 were given": ("TypeError", OnBase.MISSING),
    "TypeError: double() takes 1 positional argument but 2 were given": ("TypeError", OnBase.EXCEPTION),
}


@pytest.mark.parametrize("message", ENDINGS)
def test_how_a_test_fails_on_the_base_is_told_apart(tmp_path: Path, message: str) -> None:
    exception, expected = ENDINGS[message]
    outcome = ran(new(TestOutcome.FAILED, exception=exception, message=message))
    assert found(tmp_path, outcome)[NEW].on_base is expected


def test_a_test_that_passes_on_the_base_does(tmp_path: Path) -> None:
    test = found(tmp_path, ran(record(TestOutcome.PASSED), new(TestOutcome.PASSED)))[NEW]
    assert (test.on_base, test.added) == (OnBase.PASSES, True)


def test_tests_that_did_not_change_are_not_spoken_of(tmp_path: Path) -> None:
    assert NODE not in found(tmp_path, ran(record(TestOutcome.PASSED), new(TestOutcome.PASSED)))


def test_a_file_that_cannot_be_collected_for_want_of_a_new_name_speaks_for_its_new_tests(tmp_path: Path) -> None:
    error = uncollected("ImportError: cannot import name 'half' from 'pkg.mod'")
    assert found(tmp_path, ran(collect_errors=(error,)))[NEW].on_base is OnBase.MISSING


def test_the_most_telling_parameter_set_speaks_for_the_test(tmp_path: Path) -> None:
    sets = [
        record(TestOutcome.PASSED, f"{NEW}[1]"),
        record(TestOutcome.FAILED, f"{NEW}[2]", exception="AssertionError", message="assert 1 == 2"),
    ]
    assert found(tmp_path, ran(*sets))[NEW].on_base is OnBase.ASSERTION


def test_a_test_that_hangs_is_named_and_those_behind_it_run_again(tmp_path: Path) -> None:
    later = "tests/test_mod.py::test_double"
    waiting = (new(TestOutcome.NOT_RUN), record(TestOutcome.NOT_RUN, later))
    hang = finished(PytestResult(tests=waiting, running=NEW), limit=Limit.WALL)
    given, sandbox = job(tmp_path, hang, ran(record(TestOutcome.PASSED, later)), head=HEAD)
    (item,) = assess(given, ())
    assert isinstance(item, NewTests)
    assert [test.on_base for test in item.tests] == [OnBase.TIMEOUT]
    assert sandbox.jobs[1].task.targets == (later,)
    assert sandbox.jobs[0].limits.wall_s < given.settings.limits.wall_s


def test_a_test_without_a_result_is_said_to_be_not_assessed(tmp_path: Path) -> None:
    given, _ = job(tmp_path, ran(new(TestOutcome.SKIPPED)), head=HEAD)
    (item,) = [item for item in assess(given, ()) if isinstance(item, NotAssessed)]
    assert NEW in item.subject
