"""The options of `check` become one invocation; contradictions are said before any work."""

import io
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest

from stelp_ci.cli import check
from stelp_ci.cli.main import main
from stelp_ci.errors import UsageError
from stelp_ci.model.report import InputKind, Invocation


def _invocation(*options: str) -> Invocation:
    parser = ArgumentParser()
    check.add_arguments(parser)
    return check.read_invocation(parser.parse_args(options))


def test_without_options_the_commits_of_this_directory_are_judged() -> None:
    assert _invocation() == Invocation(input=InputKind.COMMITS, repo=str(Path.cwd()))


def test_every_option_has_its_place(tmp_path: Path) -> None:
    (tmp_path / "own.yml").touch()
    options = ["--repo", str(tmp_path), "--base", "v1", "--head", "v2", "--no-exec", "--python", sys.executable]
    options += ["--deps", str(tmp_path), "--sandbox", "runsc", "--config", str(tmp_path / "own.yml"), "--syscall-log"]
    assert _invocation(*options) == Invocation(
        input=InputKind.COMMITS,
        repo=str(tmp_path),
        base="v1",
        head="v2",
        config=str(tmp_path / "own.yml"),
        execute=False,
        python=sys.executable,
        deps=str(tmp_path),
        sandbox="runsc",
        syscall_log=True,
    )


def test_the_index_is_an_input() -> None:
    assert _invocation("--staged").input is InputKind.STAGED


def test_a_diff_is_read_from_a_file_with_its_bytes_kept(tmp_path: Path) -> None:
    (tmp_path / "x.diff").write_bytes(b"--- a\r\n+caf\xe9\n")
    invocation = _invocation("--diff", str(tmp_path / "x.diff"), "--base", "v1")
    assert invocation.input is InputKind.DIFF
    assert invocation.diff is not None
    assert invocation.diff.encode("utf-8", "surrogateescape") == b"--- a\r\n+caf\xe9\n"


def test_a_diff_is_read_from_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"--- a\n")))
    assert _invocation("--diff", "-").diff == "--- a\n"


def test_an_endless_diff_is_not_read_to_its_end() -> None:
    with pytest.raises(UsageError, match="more than"):
        _invocation("--diff", "/dev/zero")


@pytest.mark.parametrize(
    "options",
    [
        ["--staged", "--base", "x"],
        ["--staged", "--head", "x"],
        ["--staged", "--diff", "x"],
        ["--diff", "x", "--head", "y"],
        ["--diff", "/nonexistent"],
        ["--diff", "/"],
        ["--repo", "/nonexistent"],
        ["--repo", "a\0b"],
        ["--config", "/nonexistent"],
        ["--python", "/nonexistent/python"],
        ["--deps", "/nonexistent"],
        ["--base", ""],
        ["--base=--upload-pack=x"],
        ["--head=-x"],
    ],
    ids=" ".join,
)
def test_a_contradiction_or_a_missing_path_is_wrong_usage(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *options]) == 2
    assert capsys.readouterr().err.startswith("stelp-ci: usage: --")
