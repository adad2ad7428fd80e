"""The page of benchmarks says what the saved outcomes say, and what is saved of the same code is not measured again."""

import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from stelp_ci.bench.benchmark import Result
from stelp_ci.bench.registry import BENCHMARKS
from stelp_ci.bench.saved import as_json, read_saved, save
from stelp_ci.bench.series import BEGIN, SERIES, is_current, with_figures
from stelp_ci.errors import UsageError

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
SAVED = ROOT / "docs" / "benchmarks"
RESULT = Result({}, "one of one\n", met=True)


def test_the_page_is_what_the_saved_outcomes_say() -> None:
    """NOTE: `make benchmarks ONLY=none` writes it anew."""
    files = [SAVED / f"{one.stem}.json" for one in SERIES]
    text = PAGE.read_text("utf-8")
    assert with_figures(text, [read_saved(file) for file in files if file.is_file()]) == text


def test_every_saved_outcome_has_a_place_on_the_page() -> None:
    assert {file.stem for file in SAVED.glob("*.json")} <= {one.stem for one in SERIES}
    assert {one.name for one in SERIES} <= BENCHMARKS.keys()


def test_an_outcome_of_another_code_is_measured_again(tmp_path: Path) -> None:
    saved = save("mbpp", "stelp-ci bench mbpp", RESULT)
    path = tmp_path / "mbpp.json"
    assert not is_current(path, saved.code)
    path.write_text(as_json(saved, RESULT))
    assert is_current(path, saved.code)
    path.write_text(as_json(msgspec.structs.replace(saved, code="another"), RESULT))
    assert not is_current(path, saved.code)


def test_a_page_without_its_mark_is_refused() -> None:
    with pytest.raises(UsageError, match="no line"):
        with_figures("# Benchmarks\n", [])


def series(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    places = [
        "--data",
        str(folder),
        "--saved",
        str(folder / "saved"),
        "--keep",
        str(folder),
        "--page",
        str(folder / "p"),
    ]
    command = [sys.executable, "-m", "stelp_ci.bench.series", *places, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_series_without_data_says_what_to_do_and_saves_nothing(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(f"head\n{BEGIN}\n")
    done = series(tmp_path, "--only", "mbpp")
    assert done.returncode == 4
    assert "--data" in done.stderr
    assert [*(tmp_path / "saved").iterdir()] == []


def test_the_page_alone_is_written_from_what_is_saved(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(f"head\n{BEGIN}\nold\n")
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "mbpp.json").write_text(as_json(save("mbpp", "stelp-ci bench mbpp", RESULT), RESULT))
    assert series(tmp_path, "--only", "none").returncode == 0
    text = (tmp_path / "p").read_text()
    assert text.startswith(f"head\n{BEGIN}\n\n## mbpp\n")
    assert "one of one" in text
    assert "old" not in text
    assert "no such benchmark: mbp" in series(tmp_path, "--only", "mbp").stderr
    shutil.rmtree(tmp_path / "saved")
