"""A long benchmark goes on where it was stopped, and never with rows of other code."""

import os
import subprocess
import sys
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


TOLD_TO_END = """
import os, signal, sys
from pathlib import Path
from stelp_ci.execute.workspace import workspace
from stelp_ci.kept import Kept
signal.signal(signal.SIGTERM, lambda *_: None)
with workspace():
    kept = Kept(Path(sys.argv[1]))
    kept.keep("before", 1)
    os.kill(os.getpid(), signal.SIGTERM)
    kept.keep("after", 2)
"""


def test_nothing_is_kept_of_a_run_whose_tools_may_have_been_killed(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    command = [sys.executable, "-c", TOLD_TO_END, str(rows)]
    subprocess.run(command, check=True, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert (Kept(rows).find("before", int), Kept(rows).find("after", int)) == (1, None)
