"""The benchmark of small faults, over two functions."""

import pytest

from stelp_ci.bench.benchmark import Options
from stelp_ci.bench.mutants import measure as mutants


class Silent:
    """A progress that says nothing."""

    def begin(self, stage: str, detail: str = "") -> None:
        """Nothing."""

    def end(self, stage: str) -> None:
        """Nothing."""


@pytest.mark.gvisor
@pytest.mark.proof
def test_verdicts_in_forks_are_those_on_disk() -> None:
    result = mutants.measure(Options(runs=1, limit=2, jobs=2), Silent())
    on_disk = result.document["on_disk"]
    assert isinstance(on_disk, dict)
    assert on_disk["different"] == []
    assert on_disk["sample"] == result.document["tried"]
    assert "same verdict on disk" in result.text
