"""What the tests probe makes of every way in which a run can end."""

from pathlib import Path
from typing import TypeVar

import pytest

from stelp_ci.model.evidence import Charge, Ended, Evidence, NotAssessed, StubControl, TestsRun
from stelp_ci.model.execution import (
    CollectError,
    Limit,
    Outcome,
    PytestResult,
    StubBehaviour,
    StubRecord,
    TestOutcome,
    TestRecord,
)
from stelp_ci.probe.tests import assess
from tests.probe.scripted import FILES, LARGE, RUNTIME, ScriptedSandbox, change_of, finished, job_of, runnable

T = TypeVar("T", bound=Evidence)
NODE = "tests/test_mod.py::test_double"


def record(outcome: TestOutcome, **more: object) -> TestRecord:
    return TestRecord(nodeid=NODE, outcome=outcome, path="tests/test_mod.py", line=5, **more)  # pyright: ignore[reportArgumentType]


def result(*tests: TestRecord, **more: object) -> PytestResult:
    return PytestResult(**{"tests": tests, "completed": True, **more})  # pyright: ignore[reportArgumentType]


def stub(name: str, behaviour: StubBehaviour, killed_by: str = "", **more: object) -> StubRecord:
    return StubRecord(module="pkg.mod", qualname=name, behaviour=behaviour, killed_by=killed_by, ran=1, **more)  # pyright: ignore[reportArgumentType]


class Run:
    """The probe, run over scripted outcomes."""

    def __init__(
        self, tmp_path: Path, *outcomes: Outcome, names: tuple[str, ...] = ("double",), files: dict[str, str] = LARGE
    ) -> None:
        self.sandbox = ScriptedSandbox(outcomes)
        head, base = runnable(tmp_path / "head", files), runnable(tmp_path / "base", files)
        self.evidence = assess(job_of(change_of(*names), base, head, self.sandbox), ())

    def one(self, kind: type[T]) -> T:
        (found,) = (item for item in self.evidence if isinstance(item, kind))
        return found


PASSED = record(TestOutcome.PASSED)
FAILED = record(TestOutcome.FAILED, exception="AssertionError")


def test_passing_tests_do_not_ask_the_base(tmp_path: Path) -> None:
    run = Run(tmp_path, finished(result(PASSED)))
    assert len(run.sandbox.jobs) == 1
    assert [test.charge for test in run.one(TestsRun).tests] == [None]


def test_a_failure_is_charged_to_the_change_when_the_base_passes(tmp_path: Path) -> None:
    run = Run(tmp_path, finished(result(FAILED)), finished(result(PASSED)), finished(result(FAILED)))
    (test,) = run.one(TestsRun).tests
    assert (test.base, test.charge) == (TestOutcome.PASSED, Charge.CHANGE)
    assert run.sandbox.jobs[1].source.name == "base"


def test_a_failure_is_charged_to_the_project_when_the_base_fails_too(tmp_path: Path) -> None:
    run = Run(tmp_path, finished(result(FAILED)), finished(result(FAILED)))
    assert run.one(TestsRun).tests[0].charge is Charge.PROJECT


def test_a_missing_third_party_module_is_not_assessed(tmp_path: Path) -> None:
    error = CollectError(path="tests/test_mod.py", exception="ModuleNotFoundError", message="", missing="numpy")
    run = Run(tmp_path, finished(result(collect_errors=(error,))), finished(result(collect_errors=(error,))))
    item = run.one(NotAssessed)
    assert "numpy" in item.reason
    assert item.also_on_base
    assert run.one(TestsRun).tests == ()


def test_a_module_missing_on_the_head_alone_is_said_to_be_so(tmp_path: Path) -> None:
    error = CollectError(path="tests/test_mod.py", exception="ModuleNotFoundError", message="", missing="numpy")
    run = Run(tmp_path, finished(result(collect_errors=(error,))), finished(result(PASSED)))
    assert not run.one(NotAssessed).also_on_base


def test_a_missing_module_of_the_project_itself_is_a_failure(tmp_path: Path) -> None:
    error = CollectError(path="tests/test_mod.py", exception="ModuleNotFoundError", message="", missing="pkg.gone")
    run = Run(tmp_path, finished(result(collect_errors=(error,))), finished(result(PASSED)))
    assert run.one(TestsRun).tests[0].charge is Charge.CHANGE


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ({"limit": Limit.WALL}, "wall limit"),
        ({"limit": Limit.MEMORY}, "memory limit"),
        ({"signal": "SIGKILL", "exit_code": None}, "SIGKILL"),
        ({"exit_code": 0}, "exit code 0"),
        ({"violation": "2 bytes behind the result"}, "2 bytes behind"),
    ],
)
def test_a_run_that_was_cut_short_names_its_cause_and_test(
    tmp_path: Path, ending: dict[str, object], words: str
) -> None:
    cut = result(record(TestOutcome.NOT_RUN), completed=False, running=NODE)
    outcome = Outcome(**{"started": True, "runtime": RUNTIME, "result": cut, **ending})  # pyright: ignore[reportArgumentType]
    ended = Run(tmp_path, outcome, finished(result(PASSED))).one(Ended)
    assert words in ended.what
    assert ended.test == NODE
    assert ended.location is not None
    assert (ended.location.path, ended.location.line) == ("tests/test_mod.py", 5)


@pytest.mark.parametrize("limit", [Limit.MEMORY, Limit.PROCESSES])
def test_a_limit_that_is_met_behind_the_last_test_is_for_a_human(tmp_path: Path, limit: Limit) -> None:
    over = finished(result(PASSED, completed=False), limit=limit)
    run = Run(tmp_path, over, finished(result(PASSED)))
    (told,) = [item for item in run.evidence if isinstance(item, NotAssessed) and item.probe == "tests"]
    assert (told.subject, told.also_on_base) == ("controls", False)
    assert f"{limit} limit" in told.reason


def test_a_limit_with_a_failed_test_or_another_kind_of_end_is_the_codes_own(tmp_path: Path) -> None:
    for number, over in enumerate(
        [
            finished(result(FAILED, completed=False), limit=Limit.MEMORY),
            finished(result(PASSED, completed=False), limit=Limit.WALL),
            finished(result(PASSED, completed=False), limit=Limit.MEMORY, violation="a survivor"),
        ]
    ):
        assert Run(tmp_path / str(number), over, finished(result(PASSED))).one(Ended).limit is over.limit


def test_no_frame_at_all_is_the_codes_own_doing_once_it_had_started(tmp_path: Path) -> None:
    outcome = Outcome(started=True, runtime=RUNTIME, violation="no frame")
    assert "no frame" in Run(tmp_path, outcome, finished(result(PASSED))).one(Ended).what


def test_a_hang_on_both_sides_is_charged_to_nobody(tmp_path: Path) -> None:
    hang = finished(result(completed=False, running=NODE), limit=Limit.WALL)
    assert Run(tmp_path, hang, hang).one(NotAssessed).also_on_base


@pytest.mark.parametrize("limit", [Limit.WALL, Limit.CPU])
def test_a_suite_that_is_too_slow_to_run_whole_is_narrowed_and_said(tmp_path: Path, limit: Limit) -> None:
    slow = finished(result(completed=False, running="tests/test_other.py::test_other"), limit=limit)
    run = Run(tmp_path, slow, finished(result(PASSED)), files=FILES)
    assert [job.task.targets for job in run.sandbox.jobs] == [
        ("tests/test_mod.py", "tests/test_other.py"),
        ("tests/test_mod.py",),
    ]
    assert run.one(TestsRun).selection.targets == ("tests/test_mod.py",)
    assert "did not end within the limits" in run.one(NotAssessed).reason
    assert not [item for item in run.evidence if isinstance(item, Ended)]


def test_a_suite_that_runs_out_of_memory_is_not_narrowed(tmp_path: Path) -> None:
    over = finished(result(completed=False, running=NODE), limit=Limit.MEMORY)
    run = Run(tmp_path, over, finished(result(PASSED)), files=FILES)
    assert run.one(Ended).limit is Limit.MEMORY


def test_a_promised_test_that_was_not_collected_is_unaccounted(tmp_path: Path) -> None:
    assert Run(tmp_path, finished(result())).one(TestsRun).unaccounted == (NODE,)


def test_an_id_that_no_tree_contains_is_invented(tmp_path: Path) -> None:
    ghost = TestRecord(nodeid="tests/test_mod.py::test_ghost", outcome=TestOutcome.PASSED)
    assert Run(tmp_path, finished(result(PASSED, ghost))).one(TestsRun).invented == (ghost.nodeid,)


def test_a_file_that_skips_itself_promises_nothing(tmp_path: Path) -> None:
    skip = CollectError(path="tests/test_mod.py", exception="Skipped", message="no database")
    assert Run(tmp_path, finished(result(skipped_files=(skip,)))).one(TestsRun).unaccounted == ()


def test_a_usage_error_of_pytest_is_not_assessed(tmp_path: Path) -> None:
    wrong = finished(result(usage_error="unrecognized arguments: --cov"))
    item = Run(tmp_path, wrong, wrong).one(NotAssessed)
    assert "--cov" in item.reason
    assert item.also_on_base


def test_a_function_with_a_value_is_stubbed_twice_and_one_without_once(tmp_path: Path) -> None:
    run = Run(tmp_path, finished(result(PASSED)), names=("double", "note"))
    stubs = [(item.qualname, item.behaviour) for item in run.sandbox.jobs[0].task.stubs]
    assert stubs == [
        ("double", StubBehaviour.RETURN_NONE),
        ("double", StubBehaviour.RAISE),
        ("note", StubBehaviour.RAISE),
    ]


def test_noticing_raise_alone_is_not_noticing(tmp_path: Path) -> None:
    records = (stub("double", StubBehaviour.RETURN_NONE), stub("double", StubBehaviour.RAISE, killed_by=NODE))
    assert Run(tmp_path, finished(result(PASSED, stubs=records))).one(StubControl).noticed_by == ""


def test_the_test_that_notices_is_named(tmp_path: Path) -> None:
    records = (stub("double", StubBehaviour.RETURN_NONE, NODE), stub("double", StubBehaviour.RAISE, NODE))
    assert Run(tmp_path, finished(result(PASSED, stubs=records))).one(StubControl).noticed_by == NODE


def test_a_stub_that_was_not_tried_is_not_assessed(tmp_path: Path) -> None:
    assert Run(tmp_path, finished(result(PASSED))).one(StubControl).not_assessed


def test_a_project_without_tests_is_not_assessed(tmp_path: Path) -> None:
    side = runnable(tmp_path, {"pkg/mod.py": "def double(x):\n    return 2 * x\n"})
    sandbox = ScriptedSandbox(())
    (item,) = assess(job_of(change_of("double"), side, side, sandbox), ())
    assert isinstance(item, NotAssessed)
    assert sandbox.jobs == []
