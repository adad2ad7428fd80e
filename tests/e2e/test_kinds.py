"""Kinds of projects and tests that are out there: each works, or is not assessed with its reason. A file each."""

import tomllib
from pathlib import Path

import pytest

from stelp_ci.model.verdict import Decision
from tests.e2e.repository import QUIET, check, reasons, write_repository

CASES = sorted((Path(__file__).parents[1] / "cases" / "e2e" / "kinds").glob("*.toml"))
SAMPLE = CASES[::5]


def judged_as_said(path: Path, folder: Path, *options: str) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    files = {name: text.lstrip("\n") for name, text in case["files"].items()}
    assert files[case["path"]].count(case["find"]) == 1
    head = {case["path"]: files[case["path"]].replace(case["find"], case["replace"])}
    ran = check(write_repository(folder / "r", base={".stelp.yml": QUIET, **files}, head=head), *options)
    assert ran.report is not None
    assert ran.report.verdict.decision is Decision(case["decision"]), reasons(ran)
    told = " ".join(ran.out.split()) + reasons(ran)
    assert [said for said in case["says"] if said not in told] == [], told


@pytest.mark.gvisor
@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_a_sample_of_kinds_is_judged_as_said(path: Path, tmp_path: Path) -> None:
    judged_as_said(path, tmp_path, "--budget", "0")


@pytest.mark.gvisor
@pytest.mark.proof
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_kind_is_judged_as_said(path: Path, tmp_path: Path) -> None:
    judged_as_said(path, tmp_path)
