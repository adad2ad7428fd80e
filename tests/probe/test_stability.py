"""Several runs of one set of tests, and who is charged with what differs."""

from pathlib import Path

from msgspec.structs import replace

from stelp_ci.model.evidence import Charge, Flaky, TestEvidence, TestsRun
from stelp_ci.model.execution import Limit, Outcome, PytestResult, Repeat, TestOutcome
from stelp_ci.probe.stability import flaky_tests
from stelp_ci.probe.tests import assess
from tests.probe.changed import NODE, ran, record
from tests.probe.scripted import FILES, ScriptedSandbox, change_of, finished, job_of, runnable

PASSED, FAILED = record(TestOutcome.PASSED), record(TestOutcome.FAILED)


def repeats(*failing: int, complete: bool = True) -> tuple[Repeat, ...]:
    """Further runs, the last one backwards, in which the test fails (1) or not (0)."""
    last = len(failing) - 1
    return tuple(
        Repeat(backwards=number == last, ran=1, unsuccessful=(NODE,) if fails else (), complete=complete)
        for number, fails in enumerate(failing)
    )


def flaky(test: TestOutcome, *failing: int, complete: bool = True) -> Flaky | None:
    result = PytestResult(tests=(record(test),), repeats=repeats(*failing, complete=complete))
    return flaky_tests(finished(result)).get(NODE)


def test_the_same_in_every_run_is_stable() -> None:
    assert flaky(TestOutcome.PASSED, 0, 0) is None
    assert flaky(TestOutcome.FAILED, 1, 1) is None


def test_a_test_that_fails_in_some_runs_is_unstable() -> None:
    assert flaky(TestOutcome.PASSED, 1, 0) is Flaky.UNSTABLE
    assert flaky(TestOutcome.FAILED, 0, 1) is Flaky.UNSTABLE


def test_a_test_that_fails_backwards_alone_depends_on_the_order() -> None:
    assert flaky(TestOutcome.PASSED, 0, 1) is Flaky.ORDER


def test_a_run_that_broke_off_says_nothing_of_tests_that_did_not_fail_in_it() -> None:
    assert flaky(TestOutcome.FAILED, 0, 0, complete=False) is None


def charged(tmp_path: Path, head: Outcome, base: Outcome) -> TestEvidence:
    before, after = (runnable(tmp_path / name, FILES) for name in ("base", "head"))
    sandbox = ScriptedSandbox((head, base))
    evidence = assess(job_of(change_of("double"), before, after, sandbox), ())
    (run,) = [item for item in evidence if isinstance(item, TestsRun)]
    assert [job.task.repeats for job in sandbox.jobs] == [2, 2]
    return run.tests[0]


def test_flaky_on_the_base_too_is_the_projects(tmp_path: Path) -> None:
    unstable = ran(PASSED, repeats=repeats(1, 0))
    assert charged(tmp_path, unstable, unstable).charge is Charge.PROJECT


def test_flaky_on_the_head_alone_is_said_to_be_so_and_is_no_failure(tmp_path: Path) -> None:
    stable = ran(PASSED, repeats=repeats(0, 0))
    for first, failing in ((PASSED, (1, 0)), (FAILED, (0, 0))):
        test = charged(tmp_path / str(failing[0]), ran(first, repeats=repeats(*failing)), stable)
        assert (test.charge, test.flaky) == (Charge.FLAKY, Flaky.UNSTABLE)


def test_only_complete_runs_are_counted(tmp_path: Path) -> None:
    side = runnable(tmp_path / "head", FILES)
    again = (*repeats(0), *repeats(0, complete=False))
    evidence = assess(job_of(change_of("double"), side, side, ScriptedSandbox((ran(PASSED, repeats=again),))), ())
    assert [item.runs for item in evidence if isinstance(item, TestsRun)] == [2]


def seen_again(tmp_path: Path, *outcomes: Outcome) -> tuple[TestEvidence, list[tuple[str, ...]]]:
    """The test as it is charged, and what was run on the head and the base in turn."""
    before, after = (runnable(tmp_path / name, FILES) for name in ("base", "head"))
    sandbox = ScriptedSandbox(outcomes)
    evidence = assess(job_of(change_of("double"), before, after, sandbox), ())
    (run,) = [item for item in evidence if isinstance(item, TestsRun)]
    return run.tests[0], [job.task.targets for job in sandbox.jobs]


def test_a_failure_of_a_suite_too_slow_for_more_runs_is_seen_a_second_time(tmp_path: Path) -> None:
    test, ran_on = seen_again(tmp_path, ran(FAILED), ran(PASSED), ran(FAILED))
    assert (test.charge, test.flaky) == (Charge.CHANGE, None)
    assert ran_on[2] == (NODE.partition("::")[0],)


def test_a_failure_that_does_not_come_back_is_flaky(tmp_path: Path) -> None:
    for number, again in enumerate((ran(PASSED), ran(FAILED, repeats=repeats(1, 0)))):
        test, _ = seen_again(tmp_path / str(number), ran(FAILED), ran(PASSED), again)
        assert (test.charge, test.flaky) == (Charge.FLAKY, Flaky.UNSTABLE)


def test_a_second_look_that_is_cut_short_takes_nothing_back(tmp_path: Path) -> None:
    test, _ = seen_again(tmp_path, ran(FAILED), ran(PASSED), replace(ran(FAILED), result=None, limit=Limit.WALL))
    assert test.charge is Charge.CHANGE


def test_a_failure_of_the_base_too_is_not_run_again(tmp_path: Path) -> None:
    assert len(seen_again(tmp_path, ran(FAILED), ran(FAILED))[1]) == 2
