"""The base's tests on the head's code, over scripted runs."""

from pathlib import Path

from stelp_ci.model.evidence import NotAssessed, Regression
from stelp_ci.model.execution import Limit, Outcome, TestOutcome
from stelp_ci.probe.regression import assess
from tests.probe.changed import NODE, job, ran, record, uncollected
from tests.probe.scripted import FILES, RUNTIME

EDITED: dict[str, str | None] = {
    "pkg/mod.py": "def double(x):\n    return 3 * x\n",
    "tests/test_mod.py": FILES["tests/test_mod.py"].replace("== 4", "== 6"),
}
PASSED, FAILED = record(TestOutcome.PASSED), record(TestOutcome.FAILED, message="assert 6 == 4")


def one(tmp_path: Path, *outcomes: Outcome, head: dict[str, str | None] = EDITED) -> Regression:
    given, _ = job(tmp_path, *outcomes, head=head)
    (found,) = assess(given, ())
    assert isinstance(found, Regression)
    return found


def test_a_change_without_old_tests_runs_nothing(tmp_path: Path) -> None:
    given, sandbox = job(tmp_path, head={"pkg/mod.py": "", "tests/test_new.py": "def test_it(): ..."})
    assert assess(given, ()) == ()
    assert sandbox.jobs == []


def test_the_bases_version_of_a_test_runs_on_the_heads_code(tmp_path: Path) -> None:
    given, sandbox = job(tmp_path, ran(PASSED), head=EDITED)
    assess(given, ())
    (run,) = sandbox.jobs
    assert (run.source / "tests/test_mod.py").read_text() == FILES["tests/test_mod.py"]
    assert (run.source / "pkg/mod.py").read_text() == EDITED["pkg/mod.py"]


def test_an_old_test_that_holds_asks_the_base_nothing(tmp_path: Path) -> None:
    assert one(tmp_path, ran(PASSED)).passed == (NODE,)


def test_an_old_test_that_holds_on_the_base_alone_is_contradicted(tmp_path: Path) -> None:
    found = one(tmp_path, ran(FAILED), ran(PASSED), ran(FAILED))
    (old,) = found.contradicted
    assert (old.nodeid, old.on_head, old.missing) == (NODE, TestOutcome.FAILED, "")
    assert found.passed == ()


def test_one_parameter_set_that_fails_is_enough(tmp_path: Path) -> None:
    sets = [record(TestOutcome.PASSED, f"{NODE}[1]"), record(TestOutcome.FAILED, f"{NODE}[2]")]
    base = ran(*(record(TestOutcome.PASSED, test.nodeid) for test in sets))
    found = one(tmp_path, ran(*sets), base, ran(*sets))
    assert ([old.nodeid for old in found.contradicted], found.passed) == ([NODE], ())


def test_an_old_test_that_fails_once_and_not_again_contradicts_nothing(tmp_path: Path) -> None:
    found = one(tmp_path, ran(FAILED), ran(PASSED), ran(PASSED))
    assert (found.contradicted, found.passed) == ((), ())


def test_an_old_test_that_failed_before_is_not_contradicted(tmp_path: Path) -> None:
    found = one(tmp_path, ran(FAILED), ran(FAILED))
    assert (found.contradicted, found.failing_before) == ((), (NODE,))


def test_a_name_that_the_head_took_away_is_said(tmp_path: Path) -> None:
    head: dict[str, str | None] = {"pkg/mod.py": "def twice(x):\n    return 2 * x\n", "tests/test_mod.py": None}
    error = uncollected("ImportError: cannot import name 'double' from 'pkg.mod'")
    (old,) = one(tmp_path, ran(collect_errors=(error,)), ran(PASSED), head=head).contradicted
    assert (old.nodeid, old.missing) == ("tests/test_mod.py", "double")


def test_a_module_that_the_sandbox_lacks_contradicts_nothing(tmp_path: Path) -> None:
    error = uncollected("ModuleNotFoundError: No module named 'numpy'", missing="numpy")
    assert one(tmp_path, ran(collect_errors=(error,)), ran(PASSED)).contradicted == ()


def test_a_test_that_hangs_on_the_head_alone_is_contradicted(tmp_path: Path) -> None:
    other = record(TestOutcome.NOT_RUN, "tests/test_mod.py::test_later")
    hang = ran(record(TestOutcome.NOT_RUN), other, completed=False, running=NODE)
    found = one(tmp_path, hang, ran(PASSED, record(TestOutcome.PASSED, other.nodeid)))
    assert [old.nodeid for old in found.contradicted] == [NODE]


def test_a_run_without_a_result_is_not_assessed(tmp_path: Path) -> None:
    killed = Outcome(started=True, runtime=RUNTIME, limit=Limit.MEMORY, violation="no frame")
    given, _ = job(tmp_path, killed, killed, head=EDITED)
    (found,) = assess(given, ())
    assert isinstance(found, NotAssessed)
