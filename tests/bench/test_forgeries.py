"""Changes that forge the results of their own tests never pass, and honest ones do: a sample here, all as proof."""

from pathlib import Path

import pytest

from stelp_ci.bench.forgeries.cases import Forgery, Judged, Told, judge_forgery, read_forgeries
from stelp_ci.bench.forgeries.measure import as_table, forged
from stelp_ci.model.verdict import Decision

CASES = read_forgeries()
BEFORE = 15
SAMPLE = {
    "equal_to_everything",
    "patched_comparison",
    "plugin_in_the_package",
    "reads_the_tests",
    "replayed_events",
    "reporter_by_name",
    "wildcard_that_was_there",
    "honest_dataclass",
}
"""Those that only one defence stops each, and an honest change beside them."""


def sampled(case: Forgery) -> object:
    return pytest.param(case, id=case.name, marks=() if case.name in SAMPLE else (pytest.mark.proof,))


def test_there_are_the_forgeries_of_the_reference_and_as_many_of_our_own() -> None:
    forgeries = [case for case in CASES if not case.control]
    reference = [case for case in forgeries if case.origin == "reference"]
    assert len(reference) == BEFORE
    assert len(forgeries) >= 2 * BEFORE
    assert {case.name for case in CASES} >= SAMPLE
    assert all((case.folder / "head" / "till" / "bill.py").is_file() for case in CASES)


@pytest.mark.gvisor
@pytest.mark.parametrize("case", [sampled(case) for case in CASES])
def test_a_forgery_never_passes_and_an_honest_change_does(case: Forgery, tmp_path: Path, shared_cache: Path) -> None:
    styles = case.styles if case.name not in SAMPLE else case.styles[:1]
    judged = judge_forgery(case._replace(styles=styles), tmp_path / "room", shared_cache, None)
    assert judged.holds, judged.told


def test_the_table_counts_what_plain_runners_believe_and_marks_what_should_not_be() -> None:
    case = CASES[0]
    told = (Told("pytest", Decision.PASS, "", 0), Told("unittest", Decision.FAIL, "tests: fails", 1))
    judged = [Judged(case, told)]
    assert (forged(judged, case.origin, "pytest"), forged(judged, case.origin, "unittest")) == ((1, 1), (0, 1))
    table = as_table(judged)
    assert f"! {case.name}" in table
    assert "1 of 1 forgeries pass (none may)" in table
