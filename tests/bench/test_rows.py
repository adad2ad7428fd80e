"""Rows of a benchmark: judged once, kept by content, parted into shards; a run that is stopped loses nothing."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from stelp_ci.bench.benchmark import Options, Shard
from stelp_ci.bench.rows import ROWS, Keyed, Rows, Work, key_of
from stelp_ci.cli.progress import Silent
from stelp_ci.errors import StelpError, UsageError

ITEMS = [Keyed(key_of(str(number).encode()), number) for number in range(40)]
SQUARES = [(number, number * number) for number in range(40)]


class Judge:
    """Squares numbers, notes what it was asked, and fails at one of them."""

    def __init__(self, *, fails_at: int | None = None) -> None:
        self.asked: list[int] = []
        self.fails_at = fails_at

    def __call__(self, load: Sequence[int]) -> list[int]:
        if self.fails_at in load:
            raise StelpError("the sandbox failed")
        self.asked += load
        return [number * number for number in load]


def judged(judge: Judge, *, load: int = 4, **more: object) -> list[tuple[int, int]]:
    options = Options(runs=1)._replace(**more)
    return Rows(options, Silent(), stages=()).all(ITEMS, Work("squares", int, judge, load=load))


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("load", [1, 7, 100])
def test_rows_come_in_the_order_of_the_items(jobs: int, load: int) -> None:
    assert judged(Judge(), jobs=jobs, load=load) == SQUARES


def test_what_was_judged_before_a_failure_is_not_judged_again(tmp_path: Path) -> None:
    first, second = Judge(fails_at=21), Judge()
    with pytest.raises(StelpError, match="the sandbox failed"):
        judged(first, resume=tmp_path)
    assert judged(second, resume=tmp_path) == SQUARES
    assert set(range(20)) <= set(first.asked)
    assert sorted(first.asked + second.asked) == list(range(40)), "each once"


def test_shards_hold_each_item_once_and_say_together_what_one_run_says(tmp_path: Path) -> None:
    shards = {number: Judge() for number in (1, 2, 3)}
    for number, judge in shards.items():
        judged(judge, shard=Shard(number, 3), resume=tmp_path / str(number))
    assert sorted(one for judge in shards.values() for one in judge.asked) == list(range(40))
    nobody = Judge()
    assert judged(nobody, joined=tuple(tmp_path / str(number) for number in shards)) == SQUARES
    assert nobody.asked == []


def test_a_missing_shard_and_a_folder_without_rows_are_said(tmp_path: Path) -> None:
    judged(Judge(), shard=Shard(1, 2), resume=tmp_path / "1")
    with pytest.raises(UsageError, match="no shard holds squares"):
        judged(Judge(), joined=(tmp_path / "1",))
    with pytest.raises(UsageError, match=ROWS):
        judged(Judge(), joined=(tmp_path,))


def test_a_line_that_was_cut_off_is_judged_again(tmp_path: Path) -> None:
    judged(Judge(), resume=tmp_path)
    rows = tmp_path / ROWS
    rows.write_bytes(rows.read_bytes()[:-5])
    again = Judge()
    assert judged(again, resume=tmp_path) == SQUARES
    assert len(again.asked) == 1
