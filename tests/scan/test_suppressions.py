"""Comments and settings that tell scanners to look away."""

from collections.abc import Callable

import pytest

from stelp_ci.model.finding import Finding, Scanned, Severity
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.sources import Sources
from stelp_ci.scan.suppression_comment import suppressions_in
from stelp_ci.scan.suppressions import Suppressions

MakeJob = Callable[..., ScanJob]


def findings(job: ScanJob) -> list[Finding]:
    (scanned,) = Suppressions(Sources(job.trees)).scan(job)
    assert isinstance(scanned, Scanned)
    return list(scanned.findings)


@pytest.mark.parametrize(
    ("comment", "name", "blanket"),
    [
        ("# nosec", "nosec", True),
        ("#nosec", "nosec", True),
        ("# nosec B602", "nosec", False),
        ("# nosec: B602,B603", "nosec", False),
        ("# NOSEC because", "nosec", True),
        ("# nosemgrep", "nosemgrep", True),
        ("# nosem: rule", "nosemgrep", False),
        ("# noqa", "noqa", False),
        ("# noqa: S602", "noqa", False),
        ("# ruff: noqa", "noqa", True),
        ("# flake8:noqa", "noqa", True),
        ("# type: ignore[attr-defined]", "type-ignore", False),
        ("# pyright: ignore[reportCallIssue]", "pyright", False),
        ("# pyright: basic", "pyright", True),
        ("# pyright: reportCallIssue=false", "pyright", True),
        ("# mypy: ignore-errors", "mypy", True),
        ("# pragma: no cover", "no-cover", False),
        ("# pylint: disable=all", "pylint", True),
        ("# pylint: disable=broad-except", "pylint", False),
        ("# fine, really  # nosec", "nosec", True),
    ],
)
def test_a_suppression_is_recognised(comment: str, name: str, blanket: bool) -> None:  # noqa: FBT001 - a table
    (found,) = suppressions_in(f"x = 1\ny = call()  {comment}\n")
    assert (found.kind.name, found.blanket, found.line) == (name, blanket, 2)


@pytest.mark.parametrize(
    "line",
    [
        "x = '# nosec'",
        '"""\n# nosec\n"""',
        "# nosecurity here",
        "# pyright: strict",
        "# pyright: reportCallIssue=error",
        "# fmt: off",
        "# a type: ignore it",
        "f'{x} # noqa'",
        "# mypy: disallow-untyped-defs",
    ],
)
def test_what_only_looks_like_one_is_not(line: str) -> None:
    assert suppressions_in(line) == []


def test_two_in_one_comment_are_two() -> None:
    assert {found.kind.name for found in suppressions_in("x  # type: ignore  # noqa")} == {"type-ignore", "noqa"}


def test_a_type_ignore_at_the_top_silences_the_file() -> None:
    assert [found.blanket for found in suppressions_in("# type: ignore\nx = 1  # type: ignore\n")] == [True, False]


def test_added_comments_are_findings_and_moved_ones_are_not_new(make_job: MakeJob) -> None:
    job = make_job(
        {"a.py": "def f():\n    call()  # nosec\n", "b.py": ""},
        {"a.py": "", "b.py": "def f():\n    other(1)  # nosec\n    more()  # noqa\n"},
    )
    assert [(found.rule, found.location.line, found.new, found.severity) for found in findings(job)] == [
        ("added-nosec", 2, False, Severity.MEDIUM),
        ("added-noqa", 3, True, Severity.LOW),
    ]


def test_suppressions_whose_number_grows_are_new(make_job: MakeJob) -> None:
    line = "call()  # nosec\n"
    job = make_job({"a.py": line}, {"a.py": line * 3})
    assert sorted(found.new for found in findings(job)) == [False, True, True]


@pytest.mark.parametrize(
    ("base", "head", "line"),
    [
        ({}, {".semgrepignore": "*\n"}, 1),
        ({}, {"pkg/pyvenv.cfg": "home = x\n"}, 1),
        ({"pyrightconfig.json": "{}"}, {"pyrightconfig.json": '{"ignore": ["**"]}'}, 1),
        ({".bandit": "[bandit]\n"}, {}, 1),
        ({"pyproject.toml": "[project]\n"}, {"pyproject.toml": "[project]\n[tool.bandit]\nskips = ['B602']\n"}, 2),
        ({"pyproject.toml": "[tool.ruff.lint]\nselect = ['S']\n"}, {"pyproject.toml": "x = 1\n"}, 1),
        ({"pyproject.toml": "[tool.pyright]\n"}, {"pyproject.toml": "[tool.pyright\n"}, 1),
        ({"setup.cfg": "[metadata]\n"}, {"setup.cfg": "[metadata]\n[mypy-pkg.*]\nignore_errors = True\n"}, 2),
    ],
)
def test_edited_scanner_settings_are_a_finding(make_job: MakeJob, base: dict, head: dict, line: int) -> None:
    (found,) = findings(make_job(base, head))
    assert (found.rule, found.location.line, found.new, found.in_change) == (
        "scanner-settings-edited",
        line,
        True,
        True,
    )
    assert found.severity is Severity.MEDIUM


def test_an_edit_elsewhere_in_a_settings_file_is_none(make_job: MakeJob) -> None:
    base = {"pyproject.toml": "[tool.ruff]\nselect = ['S']\n", "setup.cfg": "[mypy]\nstrict = true\n"}
    head = {
        "pyproject.toml": "[project]\nname = 'a'\n[tool.ruff]\nselect = ['S']\n",
        "setup.cfg": "[x]\n\n[mypy]\nstrict = true\n",
    }
    assert findings(make_job(base, head)) == []
