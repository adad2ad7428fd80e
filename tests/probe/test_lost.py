"""What the base's tests say and the head's do not, over scripted runs."""

from pathlib import Path

from stelp_ci.model.evidence import (
    NotAssessed,
    Selection,
    SelectionReason,
    Strength,
    StubControl,
    TestEvidence,
    TestsRun,
)
from stelp_ci.model.execution import (
    CollectError,
    PytestResult,
    StubBehaviour,
    StubRecord,
    TestOutcome,
    TestRecord,
)
from stelp_ci.probe.lost import assess
from tests.probe.changed import NODE, record
from tests.probe.scripted import FILES, ScriptedSandbox, change_of, finished, job_of, runnable

PASSED = record(TestOutcome.PASSED)
BY_CODE = TestRecord(nodeid=NODE, outcome=TestOutcome.SKIPPED, path="pkg/mod.py", line=2)


def ran_on_head(result: PytestResult) -> TestsRun:
    selection = Selection(reason=SelectionReason.CHANGED, targets=("tests/test_mod.py",), promised=1)
    tests = tuple(TestEvidence(id=f"E-{test.nodeid}", record=test, base=None, charge=None) for test in result.tests)
    outcome = finished(result)
    return TestsRun(id="E-1", strength=Strength.SHARED, selection=selection, tests=tests, outcome=outcome)


def control(killed_by: str = "") -> StubControl:
    records = (StubRecord(module="pkg.mod", qualname="double", behaviour=StubBehaviour.RAISE, killed_by=killed_by),)
    return StubControl(id="E-2", path="pkg/mod.py", unit="double", line=1, records=records)


def lost(
    tmp_path: Path, head: PytestResult, *bases: PytestResult, stub: StubControl | None = None
) -> list[NotAssessed]:
    sandbox = ScriptedSandbox([finished(base) for base in bases])
    job = job_of(change_of("double"), runnable(tmp_path / "base", FILES), runnable(tmp_path / "head", FILES), sandbox)
    found = assess(job, (ran_on_head(head), *([stub] if stub else [])))
    assert not sandbox.outcomes, "the base was not asked"
    return [item for item in found if isinstance(item, NotAssessed)]


def done(*tests: TestRecord, stubs: tuple[StubRecord, ...] = ()) -> PytestResult:
    return PytestResult(tests=tests, stubs=stubs, completed=True)


def test_where_the_heads_tests_speak_the_base_is_not_asked(tmp_path: Path) -> None:
    assert lost(tmp_path, done(PASSED), stub=control(killed_by=NODE)) == []


def test_a_test_that_skips_itself_is_not_asked_about(tmp_path: Path) -> None:
    assert lost(tmp_path, done(record(TestOutcome.SKIPPED))) == []


def test_a_test_that_the_code_skips_and_that_passed_on_the_base_is_lost(tmp_path: Path) -> None:
    (item,) = lost(tmp_path, done(BY_CODE), done(PASSED))
    assert (item.subject, item.also_on_base) == (NODE, False)
    assert item.reason == "pkg/mod.py:2 skips it, and it passed on the base"


def test_a_test_that_the_code_skips_on_the_base_too_is_not_lost(tmp_path: Path) -> None:
    assert lost(tmp_path, done(BY_CODE), done(BY_CODE)) == []


def test_a_file_that_skips_itself_and_passed_on_the_base_is_lost(tmp_path: Path) -> None:
    skipped = CollectError(path="tests/test_mod.py", exception="Skipped", message="later")
    head = PytestResult(skipped_files=(skipped,), completed=True)
    (item,) = lost(tmp_path, head, done(PASSED))
    assert item.subject == "tests/test_mod.py"


def test_a_file_that_misses_a_module_is_not_asked_about(tmp_path: Path) -> None:
    skipped = CollectError(path="tests/test_mod.py", exception="Skipped", message="no numpy", missing="numpy")
    assert lost(tmp_path, PytestResult(skipped_files=(skipped,), completed=True)) == []


def test_a_function_that_tests_reach_on_the_base_alone_is_lost(tmp_path: Path) -> None:
    reached = StubRecord(module="pkg.mod", qualname="double", behaviour=StubBehaviour.RAISE, killed_by=NODE, ran=1)
    (item,) = lost(tmp_path, done(PASSED), done(PASSED, stubs=(reached,)), stub=control())
    assert (item.subject, item.reason) == ("double", "tests execute it on the base, and none does on the head")


def test_a_function_that_no_test_reaches_on_either_side_is_not_lost(tmp_path: Path) -> None:
    unreached = StubRecord(module="pkg.mod", qualname="double", behaviour=StubBehaviour.RAISE, ran=1)
    assert lost(tmp_path, done(PASSED), done(PASSED, stubs=(unreached,)), stub=control()) == []


def test_a_base_that_does_not_come_to_its_end_says_nothing(tmp_path: Path) -> None:
    assert lost(tmp_path, done(BY_CODE), PytestResult(tests=(PASSED,))) == []
