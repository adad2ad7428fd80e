"""`--format` and `--output`: several formats in one run, each in its place, and contradictions said at once."""

from pathlib import Path

import pytest

from stelp_ci.cli.targets import FILE_NAMES, Target, plan_targets, prepare_directories
from stelp_ci.errors import UsageError
from stelp_ci.report.registry import Format

T, J, M, S, A = Format.TERMINAL, Format.JSON, Format.MARKDOWN, Format.SARIF, Format.ANNOTATIONS


@pytest.mark.parametrize(
    ("requests", "output", "targets"),
    [
        ([], None, [(T, None)]),
        (["json"], None, [(J, None)]),
        (["json"], "-", [(J, None)]),
        (["json"], "r.json", [(J, "r.json")]),
        (["terminal"], "r.txt", [(T, "r.txt")]),
        ([], "r.txt", [(T, "r.txt")]),
        (["terminal", "json"], "r.json", [(T, None), (J, "r.json")]),
        (["terminal", "json=r.json"], None, [(T, None), (J, "r.json")]),
        (["json=r.json", "markdown=-"], None, [(J, "r.json"), (M, None)]),
        (["json", "markdown"], "out", [(J, "out/stelp-report.json"), (M, "out/stelp-report.md")]),
        (
            ["terminal", "json", "sarif"],
            "out",
            [(T, None), (J, "out/stelp-report.json"), (S, "out/stelp-report.sarif")],
        ),
        (["json"], "out/", [(J, "out/stelp-report.json")]),
        (["terminal", "annotations"], None, [(T, None), (A, None)]),
        (["json=a=b.json"], None, [(J, "a=b.json")]),
        (["json=r.json", "sarif"], "r.sarif", [(J, "r.json"), (S, "r.sarif")]),
    ],
)
def test_each_format_goes_to_its_place(
    requests: list[str], output: str | None, targets: list[tuple[Format, str | None]]
) -> None:
    wanted = [Target(format, Path(path) if path else None) for format, path in targets]
    assert list(plan_targets(requests, output)) == wanted


@pytest.mark.parametrize(
    ("requests", "output", "words"),
    [
        (["xml"], None, "there is no format 'xml'"),
        (["json="], None, "a path is missing"),
        (["terminal", "json"], None, "cannot share stdout"),
        (["json", "sarif"], None, "cannot share stdout"),
        (["json", "annotations"], None, "cannot share stdout"),
        (["json=a", "sarif=a"], None, "two formats would be written to a"),
        (["json", "json"], "out", "two formats would be written to"),
        (["json=a"], "b", "--output has nothing to write"),
    ],
)
def test_a_contradiction_is_wrong_usage(requests: list[str], output: str | None, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        plan_targets(requests, output)


def test_an_existing_directory_takes_even_one_format(tmp_path: Path) -> None:
    assert plan_targets(["json"], str(tmp_path)) == (Target(J, tmp_path / "stelp-report.json"),)


def test_a_directory_cannot_be_the_file_of_a_format(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a directory"):
        plan_targets([f"json={tmp_path}"], None)


def test_folders_are_made_before_the_work(tmp_path: Path) -> None:
    prepare_directories(plan_targets(["json", "sarif"], str(tmp_path / "a" / "b")))
    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be made"):
        prepare_directories(plan_targets(["json"], str(tmp_path / "file" / "r.json")))


def test_every_format_has_a_usual_name_of_its_own() -> None:
    assert set(FILE_NAMES) == set(Format)
    assert len(set(FILE_NAMES.values())) == len(FILE_NAMES)
