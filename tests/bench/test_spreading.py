"""A benchmark that was stopped goes on, and its shards together say what one run says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stelp_ci.bench import mbpp
from stelp_ci.bench.benchmark import Options, Shard
from stelp_ci.bench.program_runs import load_size
from stelp_ci.cli.bench import read_shard
from stelp_ci.cli.main import main
from stelp_ci.cli.progress import Silent
from stelp_ci.errors import StelpError, UsageError
from stelp_ci.exec.remembering import ROWS

DATA = Path(__file__).parents[2].parent / "shared" / "data"
COUNT = 12
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public data is not here")


def document(**more: Any) -> dict[str, object]:
    return dict(mbpp.measure(Options(runs=1, data=DATA, limit=COUNT, **more), Silent()).document)


def shards(tmp_path: Path, numbers: tuple[int, ...], of: int) -> tuple[Path, ...]:
    for number in numbers:
        document(shard=Shard(number, of), resume=tmp_path / str(number))
    return tuple(tmp_path / str(number) for number in numbers)


@needs_data
@pytest.mark.gvisor
def test_shards_that_are_merged_say_what_one_run_says(tmp_path: Path) -> None:
    folders = shards(tmp_path, (1, 2, 3), 3)
    held = [(folder / ROWS).read_bytes().count(b"\n") for folder in folders]
    assert sum(held) == COUNT, "each program is in one shard"
    assert document(joined=folders) == document()


@needs_data
@pytest.mark.gvisor
def test_a_missing_shard_is_said_and_no_figure_is_given(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no shard holds"):
        document(joined=shards(tmp_path, (1, 3), 3))


@needs_data
@pytest.mark.gvisor
def test_a_benchmark_that_was_stopped_runs_only_what_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mbpp.measure(Options(runs=1, data=DATA, limit=COUNT - 5, resume=tmp_path), Silent())
    assert (tmp_path / ROWS).read_bytes().count(b"\n") == COUNT - 5
    first = document(resume=tmp_path)
    assert (tmp_path / ROWS).read_bytes().count(b"\n") == COUNT
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/nobody.sock")
    assert document(joined=(tmp_path,)) == first, "nothing is left to run, with no runsc in sight"


@pytest.mark.parametrize(
    ("programs", "at_once", "size"), [(0, 1, 4), (12, 2, 4), (470, 2, 14), (5000, 1, 32), (470, 64, 4)]
)
def test_loads_are_small_enough_for_everybody_to_have_some(programs: int, at_once: int, size: int) -> None:
    assert load_size(programs, at_once) == size


def test_a_folder_without_rows_is_no_shard(tmp_path: Path) -> None:
    with pytest.raises(StelpError, match=ROWS):
        document(joined=(tmp_path,))


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "/", "1/0", "a/b", "1/4/2", "1/99999", "-1/2"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not one of N parts"):
        read_shard(text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mbpp", "--shard", "1/2"], "--resume"),
        (["check", "--shard", "1/2", "--resume", "x"], "one machine"),
        (["check", "--cluster", "tcp://127.0.0.1:1"], "one machine"),
        (["effects", "--cluster", "tcp://127.0.0.1:1"], "one machine"),
        (["mbpp", "a", "b"], "takes no folders"),
        (["merge", "mbpp"], "needs a benchmark and its shards"),
        (["merge", "nothing", "a"], "needs a benchmark and its shards"),
        (["merge", "check", "a"], "one machine"),
        (["merge", "mbpp", "a", "--shard", "1/2", "--resume", "x"], "runs nothing"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", *arguments]) == 2
    assert said in capsys.readouterr().err


@needs_data
@pytest.mark.gvisor
def test_the_command_line_runs_shards_and_merges_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["--data", str(DATA), "--limit", "6"]
    run: Callable[[list[str]], int] = main
    for number in (1, 2):
        folder = str(tmp_path / str(number))
        assert run(["bench", "mbpp", *common, "--shard", f"{number}/2", "--resume", folder]) == 0
    capsys.readouterr()
    assert run(["bench", "merge", "mbpp", str(tmp_path / "1"), str(tmp_path / "2"), *common]) == 0
    assert "6 of 6 complete" in capsys.readouterr().out
