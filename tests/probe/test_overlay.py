"""A copy of one tree with files of another: nothing is written outside of the copy."""

from pathlib import Path

from stelp_ci.probe.overlay import overlay
from tests.probe.scripted import runnable


def test_files_are_taken_away_and_laid_over(tmp_path: Path) -> None:
    code = runnable(tmp_path / "head", {"a.py": "head", "tests/test_a.py": "new", "tests/test_b.py": "new"})
    tests = runnable(tmp_path / "base", {"tests/test_a.py": "old", "more/test_c.py": "old"})
    files = ["tests/test_a.py", "more/test_c.py", "gone.py"]
    made = overlay(code, ["tests/test_b.py"], tests.source, files, tmp_path / "made")
    found = {path.relative_to(made.source).as_posix(): path.read_text() for path in made.source.rglob("*.py")}
    assert found == {"a.py": "head", "tests/test_a.py": "old", "more/test_c.py": "old"}
    assert (code.source / "tests/test_a.py").read_text() == "new"
    assert made.import_paths == code.import_paths


def test_a_directory_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    code = runnable(tmp_path / "head", {"src/a.py": "head"})
    (code.source / "tests").symlink_to("src")
    tests = runnable(tmp_path / "base", {"tests/a.py": "old"})
    made = overlay(code, [], tests.source, ["tests/a.py"], tmp_path / "made")
    assert (made.source / "src/a.py").read_text() == "head"
    assert (made.source / "tests/a.py").read_text() == "old"


def test_a_link_among_the_tests_is_left_out(tmp_path: Path) -> None:
    code, tests = runnable(tmp_path / "head", {"a.py": "head"}), runnable(tmp_path / "base", {"b.py": "old"})
    (tests.source / "test_a.py").symlink_to("b.py")
    made = overlay(code, [], tests.source, ["test_a.py"], tmp_path / "made")
    assert not (made.source / "test_a.py").exists()
