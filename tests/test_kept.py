"""A long benchmark goes on where it was stopped, and never with rows of other code."""

from pathlib import Path

import pytest

from stelp_ci.bench.evidence.real import RealResult
from stelp_ci.errors import UsageError
from stelp_ci.kept import JUDGING, Kept, judging_version
from stelp_ci.model.verdict import Decision

ROW = RealResult("a 1.0 f", ("t::x",), 3, ((Decision.FAIL, "said"),))


def test_a_row_is_there_in_the_next_run_and_another_is_not(tmp_path: Path) -> None:
    Kept(tmp_path / "rows.jsonl").keep("a", ROW)
    again = Kept(tmp_path / "rows.jsonl")
    assert again.find("a", RealResult) == ROW
    assert again.find("b", RealResult) is None


def test_a_row_of_other_code_is_measured_again(tmp_path: Path) -> None:
    Kept(tmp_path / "rows.jsonl").keep("a", ROW)
    assert Kept(tmp_path / "rows.jsonl", stages=(*JUDGING, "report")).find("a", RealResult) is None
    assert judging_version()


def test_a_row_that_was_cut_off_is_measured_again(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    Kept(path).keep("a", ROW)
    with path.open("ab") as file:
        file.write(path.read_bytes()[:30])
    Kept(path).keep("b", ROW)
    again = Kept(path)
    assert (again.find("a", RealResult), again.find("b", RealResult)) == (ROW, ROW)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("no rows\n")
    with pytest.raises(UsageError, match="no rows"):
        Kept(tmp_path / "rows.jsonl")


def test_without_a_folder_nothing_is_kept() -> None:
    rows = Kept(None)
    rows.keep("a", ROW)
    assert rows.find("a", RealResult) is None


def test_rows_of_other_files_are_read_and_never_written(tmp_path: Path) -> None:
    Kept(tmp_path / "one.jsonl").keep("a", ROW)
    Kept(tmp_path / "two.jsonl").keep("b", ROW)
    before = (tmp_path / "one.jsonl").read_bytes()
    both = Kept(tmp_path / "rows.jsonl", others=(tmp_path / "one.jsonl", tmp_path / "two.jsonl"))
    both.keep("c", ROW)
    assert [both.find(name, RealResult) for name in "ab"] == [ROW, ROW]
    assert (tmp_path / "one.jsonl").read_bytes() == before
