"""Results are compared by value and type; what was not compared is not equal."""

from stelp_ci.bench.human_eval import compared
from stelp_ci.model.program_run import ProgramRun, RunStatus
from stelp_ci.transpile.plain_data import Opaque


def ended(*results: object) -> ProgramRun:
    return ProgramRun(id="x", status=RunStatus.COMPLETED, value=list(results))


def test_equal_results_are_equal() -> None:
    assert compared(ended(1, (2,), {3}), ended(1, (2,), {3}), 3) == (3, "")


def test_equal_values_of_other_types_differ() -> None:
    for ours, theirs in ((1, 1.0), (1, True), ((1,), [1]), (0.0, -0.0)):
        same, said = compared(ended(ours), ended(theirs), 1)
        assert same == 0
        assert "against" in said


def test_what_did_not_cross_is_not_equal() -> None:
    opaque = Opaque("generator", "<generator>")
    assert compared(ended(opaque), ended(opaque), 1)[0] == 0


def test_a_run_that_did_not_complete_or_is_short_is_not_compared() -> None:
    stopped = ProgramRun(id="x", status=RunStatus.LIMITED)
    for ours, theirs in ((stopped, ended(1)), (ended(1), stopped), (ended(), ended(1))):
        same, said = compared(ours, theirs, 1)
        assert same == 0
        assert said.startswith("not compared")
