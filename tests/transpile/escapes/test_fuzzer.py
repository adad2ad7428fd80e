from collections import Counter
from collections.abc import Iterator

import pytest

from tests.transpile.escapes.cases import POLICY
from tests.transpile.escapes.sandboxed import Sandboxed

SAMPLE = 200
FULL = 100_000
CHUNK = 5_000
ENDLESS = "the walk has no end"
HOLES = ("unguard getattr", "unguard vars", "offer sys modules")

pytestmark = pytest.mark.gvisor


def _fuzzed(sandboxed: Sandboxed, first: int, count: int, *holes: str) -> Iterator[dict[str, object]]:
    ends = sandboxed.run((), seeds=(first, count), policy=POLICY, batch=100, seconds=2, mutants=holes)
    assert len(ends) == count + 1
    yield from ends


def _judged(ends: list[dict[str, object]]) -> tuple[list[dict[str, object]], int]:
    """The programs that hold what they must not, and how many make more objects than can be walked."""
    endless = [end for end in ends if end["found"] == [ENDLESS]]
    return [end for end in ends if end["found"] and end not in endless], len(endless)


def test_programs_that_reach_for_everything_get_nothing(sandboxed: Sandboxed) -> None:
    ends = [*_fuzzed(sandboxed, 0, SAMPLE)]
    found, endless = _judged(ends)
    assert found == []
    assert endless < SAMPLE // 50
    statuses = Counter(end.get("status") for end in ends)
    assert statuses["refused"] * 2 < SAMPLE, statuses
    assert statuses["completed"] > SAMPLE // 10, statuses
    assert statuses["ended"] < SAMPLE // 20, statuses


def test_the_fuzzer_finds_a_hole_that_was_made_on_purpose(sandboxed: Sandboxed) -> None:
    ends = [*_fuzzed(sandboxed, 0, SAMPLE, "unguard getattr")]
    assert _judged(ends[1:])[0]


@pytest.mark.proof
@pytest.mark.parametrize("first", range(0, FULL, CHUNK))
def test_in_a_hundred_thousand_programs_none_gets_anything(sandboxed: Sandboxed, first: int) -> None:
    ends = [*_fuzzed(sandboxed, first, CHUNK)]
    found, endless = _judged(ends)
    assert found == []
    assert endless * 500 < CHUNK  # a property that gives a new object of its own class each time
    statuses = Counter(end.get("status") for end in ends)
    assert statuses["refused"] * 2 < CHUNK, statuses
    assert statuses["ended"] * 200 < CHUNK, statuses  # those hang, and cannot be asked what they hold


@pytest.mark.proof
@pytest.mark.parametrize("hole", HOLES)
def test_the_fuzzer_finds_every_hole_that_was_made_on_purpose(sandboxed: Sandboxed, hole: str) -> None:
    chunks = (_fuzzed(sandboxed, first, CHUNK, hole) for first in range(0, FULL, CHUNK))
    assert any(_judged([*ends])[0] for ends in chunks)
