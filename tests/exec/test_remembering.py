"""What was run once is known by its content; what is not certain is run again."""

from pathlib import Path

import msgspec
import pytest

from stelp_ci.exec.load import Given
from stelp_ci.exec.remembering import STAGES, program_key, spread_kept
from stelp_ci.exec.setup import Isolation, RunProfile, Setup
from stelp_ci.exec.tools import Tool, toolbox
from stelp_ci.exec.workers import LocalWorkers
from stelp_ci.kept import Kept
from stelp_ci.model.execution import Program
from stelp_ci.model.program_run import ProgramRun, RunStatus
from tests.exec.test_running import Sandbox, given

DEFAULT = Setup()


def ran(items: list[Given], kept: Kept, setup: Setup = DEFAULT) -> tuple[list[ProgramRun], int]:
    """The results, and how many programs a sandbox saw."""
    sandbox = Sandbox()
    with LocalWorkers(sandbox, setup.jobs) as workers:
        runs = list(spread_kept(items, setup, workers, kept))
    return runs, sum(sandbox.loads)


def folder(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "rows.jsonl", stages=STAGES)


def test_a_second_run_is_the_first_one_again_and_runs_nothing(tmp_path: Path) -> None:
    items = given(*(f"p{number}" for number in range(70)))
    first, _ = ran(items, folder(tmp_path))
    assert ran(items, folder(tmp_path)) == (first, 0)


def test_what_was_cut_short_goes_on_behind_the_last_row(tmp_path: Path) -> None:
    items = given(*(f"p{number}" for number in range(70)))
    whole, _ = ran(items, Kept(None))
    ran(items[:40], folder(tmp_path))
    again, run = ran(items, folder(tmp_path))
    assert [(one.id, one.value) for one in again] == [(one.id, one.value) for one in whole]
    assert run == 30


def test_a_program_is_known_under_another_name(tmp_path: Path) -> None:
    ran([Given("a", Program(source=b"x"))], folder(tmp_path))
    runs, run = ran([Given("b", Program(source=b"x"))], folder(tmp_path))
    assert ([one.id for one in runs], run) == (["b"], 0)


def test_what_is_inconclusive_is_run_again(tmp_path: Path) -> None:
    first, _ = ran(given("fail"), folder(tmp_path))
    assert first[0].status is RunStatus.INCONCLUSIVE
    assert ran(given("fail"), folder(tmp_path))[1] == 1


def test_programs_that_call_tools_are_run_every_time(tmp_path: Path) -> None:
    tool = Tool(name="f", parameters={"type": "object"}, function=lambda: 1)
    setup = Setup(toolbox=toolbox((tool,)))
    ran(given("a"), folder(tmp_path), setup)
    assert ran(given("a"), folder(tmp_path), setup)[1] == 1


@pytest.mark.parametrize(
    "other",
    [
        Setup(profile=RunProfile.GUARDED),
        Setup(isolation=Isolation.SANDBOX),
        Setup(limits=msgspec.structs.replace(Setup().limits, wall_s=3)),
        Setup(policy=Setup().policy._replace(fuel=1)),
    ],
)
def test_other_bounds_are_another_program(other: Setup) -> None:
    (item,) = given("a")
    assert program_key(item, other) != program_key(item, Setup())
    assert program_key(item, Setup(jobs=7)) == program_key(item, Setup())
