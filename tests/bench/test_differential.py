"""The table of faults holds what it says, and the benchmark runs over it."""

import ast

import pytest

from stelp_ci.bench.differential import measure as differential
from stelp_ci.bench.faulty import Faulty, read_faulty
from stelp_ci.model.ports import Progress


class Silent:
    """A progress that says nothing."""

    def begin(self, stage: str, detail: str = "") -> None:
        """Nothing."""

    def end(self, stage: str) -> None:
        """Nothing."""


@pytest.mark.parametrize("case", read_faulty(), ids=lambda case: case.name)
def test_a_fault_stands_in_one_place_and_compiles(case: Faulty) -> None:
    assert case.right in case.source
    assert case.broken != case.source
    (function,) = ast.parse(case.broken).body
    assert isinstance(function, ast.FunctionDef)
    assert all(len(call) == len(function.args.args) for call in case.calls)


def test_there_are_forty_of_every_kind_that_was_asked_for() -> None:
    assert len(read_faulty()) >= 40
    kinds = {case.kind for case in read_faulty()}
    assert kinds == {
        "off by one", "wrong operator", "lost case", "aliasing", "ordering", "rounding", "exception type", "boundary"
    }  # fmt: skip


@pytest.mark.gvisor
def test_the_two_boundary_faults_are_found_at_the_first_input() -> None:
    progress: Progress = Silent()
    wanted = tuple(case for case in read_faulty() if case.name in ("age_text", "size_text"))
    result = differential.compare(wanted, progress)
    assert result.document["exposed"] == 2
    assert result.document["median_inputs"] == 1
    assert "size_text(value=1024.0" in result.text
