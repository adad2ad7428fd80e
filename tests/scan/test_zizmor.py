"""zizmor itself on workflows of both sides: what the change adds or alters counts, and nothing beside it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stelp_ci.errors import ScanError
from stelp_ci.model.finding import Finding, Scanned, Severity
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.sources import Sources
from stelp_ci.scan.zizmor import Zizmor, without_versions

PATH = ".github/workflows/ci.yml"
PINNED = "actions/checkout@0123456789012345678901234567890123456789"
Job = Callable[..., ScanJob]


def workflow(*uses: str, run: str = "make test") -> str:
    steps = "".join(f"      - uses: {one}\n        with:\n          persist-credentials: false\n" for one in uses)
    head = (
        "name: ci\non: push\npermissions: {}\njobs:\n  test:\n    name: test\n    runs-on: ubuntu-24.04\n    steps:\n"
    )
    return f"{head}{steps}      - run: {run}\n"


def new_findings(make_job: Job, base: dict[str, str], head: dict[str, str]) -> list[Finding]:
    job = make_job(base, head)
    (scanned,) = Zizmor(Sources(job.trees)).scan(job)
    assert isinstance(scanned, Scanned)
    return [finding for finding in scanned.findings if finding.new and finding.in_change]


def rules(found: list[Finding]) -> set[tuple[str, int]]:
    return {(finding.rule, finding.location.line) for finding in found}


def test_what_a_new_workflow_does_wrong_is_found(make_job: Job) -> None:
    found = new_findings(make_job, {}, {PATH: workflow("a/b@v1", run="echo ${{ github.event.issue.title }}")})
    assert {("unpinned-uses", 9), ("template-injection", 12)} <= rules(found)
    assert all(finding.location.path == PATH and finding.remedy for finding in found)


def test_a_clean_workflow_has_nothing_of_weight(make_job: Job) -> None:
    assert new_findings(make_job, {}, {PATH: workflow(PINNED)}) == []


@pytest.mark.parametrize(
    "head",
    [
        workflow("a/b@v1", "c/d@v1", run="make check"),
        workflow("a/b@v2", "c/d@main"),
        workflow("c/d@v1", "a/b@v1"),
        "# a comment\n" + workflow("a/b@v1", "c/d@v1"),
    ],
)
def test_a_workflow_that_is_merely_touched_brings_nothing_new(make_job: Job, head: str) -> None:
    assert new_findings(make_job, {PATH: workflow("a/b@v1", "c/d@v1")}, {PATH: head}) == []


@pytest.mark.parametrize(
    ("uses", "line"), [(("a/b@v1", PINNED, "e/f@v1"), 15), (("a/b@v1", "actions/checkout@v4"), 12)]
)
def test_an_action_that_is_added_or_loses_its_pin_counts(make_job: Job, uses: tuple[str, ...], line: int) -> None:
    found = new_findings(make_job, {PATH: workflow("a/b@v1", PINNED)}, {PATH: workflow(*uses)})
    assert rules(found) == {("unpinned-uses", line)}


UNREADABLE = ["on: [\n", "on: push\njobs: 7\n", "- a\n- b\n", "on: push\njobs:\n  a: {steps: [{run: 1, uses: 2}]}\n"]


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_workflow_that_zizmor_cannot_read_is_found_and_keeps_it_from_no_other(make_job: Job, text: str) -> None:
    other = ".github/workflows/other.yml"
    found = new_findings(make_job, {PATH: "on: [\n#\n"}, {PATH: text, other: workflow("a/b@v1")})
    assert {("not-audited", PATH), ("unpinned-uses", other)} <= {(one.rule, one.location.path) for one in found}
    assert [one.severity for one in found if one.rule == "not-audited"] == [Severity.HIGH]


def test_a_zizmor_that_fails_for_another_reason_is_a_failure_and_not_clean(make_job: Job, tmp_path: Path) -> None:
    broken = tmp_path / "zizmor"
    broken.write_text("#!/bin/sh\necho out of luck >&2\nexit 1\n")
    broken.chmod(0o755)
    job = make_job({}, {PATH: workflow(PINNED)})
    with pytest.raises(ScanError, match="out of luck"):
        Zizmor(Sources(job.trees), lambda: (str(broken),)).scan(job)


def no_zizmor() -> tuple[str, ...]:
    raise ScanError("zizmor is not installed")


def test_a_missing_zizmor_is_said_where_there_is_a_workflow(make_job: Job) -> None:
    job = make_job({}, {PATH: workflow(PINNED)})
    with pytest.raises(ScanError, match="not installed"):
        Zizmor(Sources(job.trees), no_zizmor).scan(job)


def test_without_a_workflow_zizmor_is_not_asked(make_job: Job) -> None:
    job = make_job({}, {"a.yml": "a: 1\n"})
    (scanned,) = Zizmor(Sources(job.trees), no_zizmor).scan(job)
    assert isinstance(scanned, Scanned) and scanned.findings == ()


@pytest.mark.parametrize(
    ("feature", "kept"),
    [
        ("uses: a/b@v1", "uses: a/b@"),
        ("uses: a/b@v1 # the first", "uses: a/b@"),
        ("\n- uses: a/b/c@0123\n  with:\n    x: 1", "- uses: a/b/c@"),
        ("run: mail me@example.org", "run: mail me@"),
        ("", ""),
    ],
)
def test_versions_are_no_part_of_what_is_compared(feature: str, kept: str) -> None:
    assert without_versions(feature) == kept
