"""From a report to the pull request, as `stelp-ci report --post` does it: nothing is lost, whatever GitHub says."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from stelp_ci.model.change import ChangeKind as Kind
from stelp_ci.model.change import FileChange
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.finding import Fix, Location
from stelp_ci.model.outcome import Failed
from stelp_ci.model.verdict import Decision
from tests.github.desk import Desk, finding, report_on
from tests.github.fake.server import Fault


def test_a_report_is_posted_with_summary_outputs_and_gate(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    file = desk.write(report_on(desk.head, finding(3), finding(12), decision=Decision.FAIL))
    assert desk.run(file, "--post", "--job", "--gate=fail", "--format", f"markdown={desk.folder}/s.md") == 1
    assert len(desk.comments) == 1 and "stelp-ci: fail" in desk.comments[0] and "For bots" in desk.comments[0]
    assert [item.line for item in desk.github.state.line_comments.values()] == [14, 50]
    assert "stelp-ci: fail" in desk.summary()
    outputs = (desk.folder / "output").read_text(encoding="utf-8")
    assert "verdict<<" in outputs and "\nfail\n" in outputs and "\n2\n" in outputs
    assert "::error file=" not in capsys.readouterr().out
    assert "https://github.com/acme/parcel/actions/runs/99" in desk.comments[0]


def test_a_mechanical_repair_is_offered_at_its_line(desk: Desk) -> None:
    mended = msgspec.structs.replace(finding(3), fix=Fix(start=14, end=14, lines=("    return safe(3)",)))
    assert desk.run(desk.write(report_on(desk.head, mended)), "--post", "--gate=none") == 0
    (comment,) = desk.github.state.line_comments.values()
    assert comment.line == 14 and comment.body.endswith("\n\n```suggestion\n    return safe(3)\n```")


@pytest.mark.parametrize(
    ("decision", "codes"),
    [
        (Decision.PASS, (0, 0, 0)),
        (Decision.NEEDS_HUMAN, (0, 3, 0)),
        (Decision.INCONCLUSIVE, (4, 4, 0)),
        (Decision.FAIL, (1, 1, 0)),
    ],
)
def test_the_gate_decides_which_verdicts_stop_the_job(desk: Desk, decision: Decision, codes: tuple[int, ...]) -> None:
    file = desk.write(report_on(desk.head, finding(3), decision=decision))
    assert tuple(desk.run(file, f"--gate={gate}") for gate in ("fail", "needs-human", "none")) == codes


READ_ONLY = {"message": "Resource not accessible by integration"}
INVALID = {"message": "Validation Failed"}
TROUBLE = {
    "a read-only token": Fault("POST", ".", times=9, status=403, body=READ_ONLY),
    "no such pull request": Fault("GET", "/pulls/7$", times=9, status=404, body={"message": "Not Found"}),
    "a huge diff": Fault("GET", "/files", times=9, status=406, body={"message": "Sorry, the diff is too large"}),
    "a refused summary": Fault("POST", "/issues/7/comments", times=9, status=422, body=INVALID),
    "wrong JSON": Fault("GET", "/comments", times=99, status=200, body="<html>"),
    "a limit that lasts": Fault("GET", "/pulls/7$", times=9, status=403, body={"message": "API rate limit exceeded"},
                                headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}),
    "a revoked token": Fault("GET", "/pulls/7$", times=9, status=401, body={"message": "Bad credentials"}),
}  # fmt: skip


LASTING = {
    "5xx": Fault("GET", "/pulls/7$", times=99, status=502, body={"message": "Bad gateway"}),
    "resets": Fault("GET", "/pulls/7$", times=99, reset=True),
    "429": Fault("GET", "/pulls/7$", times=99, status=429, body={"message": "x"}, headers={"Retry-After": "1"}),
    "time-outs": Fault("GET", "/pulls/7$", times=99, hang=2.5),
    "time-outs of what creates": Fault("POST", ".", times=99, hang=2.5),
    "wrong JSON for what creates": Fault("POST", "/issues/7/comments", times=99, status=201, body="<html>"),
    "5xx to what creates": Fault("POST", ".", times=99, status=500, body={"message": "Server error"}),
}
"""Trouble that is waited for before it is believed."""


@pytest.mark.parametrize("trouble", [*TROUBLE, *(pytest.param(name, marks=pytest.mark.proof) for name in LASTING)])
def test_nothing_is_lost_when_github_says_no(desk: Desk, capsys: pytest.CaptureFixture[str], trouble: str) -> None:
    desk.github.faults.append(replace((TROUBLE | LASTING)[trouble]))
    file = desk.write(report_on(desk.head, finding(3), decision=Decision.FAIL))
    assert desk.run(file, "--post", "--job", "--gate=fail", "--api-timeout=1") == 1
    told = capsys.readouterr()
    assert "::error file=parcel/steps.py,line=14" in told.out
    assert "A shell runs this." in desk.summary()
    assert "not posted on GitHub" in told.err


def test_a_refused_review_leaves_annotations_and_the_summary(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.github.faults.append(Fault("POST", "/reviews", times=9, status=422, body=INVALID))
    file = desk.write(report_on(desk.head, finding(3), decision=Decision.FAIL))
    assert desk.run(file, "--post", "--job", "--gate=fail") == 1
    assert "::error file=parcel/steps.py,line=14" in capsys.readouterr().out
    assert len(desk.comments) == 1 and "A shell runs this." in desk.comments[0]
    assert [write.method for write in desk.github.writes if write.path.endswith("/reviews")] == ["POST"]


def test_without_a_token_everything_is_in_the_job(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.patch.delenv("GITHUB_TOKEN")
    file = desk.write(report_on(desk.head, finding(3)))
    assert desk.run(file, "--post", "--job", "--gate=fail") == 0
    assert "::warning file=parcel/steps.py,line=14" in capsys.readouterr().out
    assert desk.github.requests == []


def test_a_report_on_another_head_is_not_posted(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.github.state.repository.commit("change", {"new.py": "x = 1\n"})
    file = desk.write(report_on(desk.head, finding(3)))
    assert desk.run(file, "--post", "--gate=fail") == 0
    assert desk.github.writes == [] and "nothing was posted" in capsys.readouterr().err


def test_a_scanner_that_failed_has_fixed_nothing(desk: Desk) -> None:
    desk.run(desk.write(report_on(desk.head, finding(3))), "--post")
    crashed = (Failed(stage="scan", what="semgrep", reason="out of memory"),)
    desk.run(desk.write(report_on(desk.head, scans=crashed, failures=crashed)), "--post")
    assert len(desk.github.state.line_comments) == 1
    desk.run(desk.write(report_on(desk.head)), "--post")
    assert len(desk.github.state.line_comments) == 0


def test_a_check_run_gets_its_annotations_in_fifties(desk: Desk) -> None:
    many = [finding(3, text=f"Shell number {number}.") for number in range(230)]
    desk.run(desk.write(report_on(desk.head, *many)), "--post", "--check-run", "--comment=none")
    run = next(iter(desk.github.state.check_runs.values()))
    assert len(run["annotations"]) == 200 and run["conclusion"] == "neutral"
    assert "30 more annotations" in desk.github.writes[0].body["output"]["summary"]
    assert [write.method for write in desk.github.writes] == ["POST", "PATCH", "PATCH", "PATCH"]


def test_what_judges_the_change_is_named_on_top_when_the_change_edits_it(desk: Desk) -> None:
    roles = {
        ".stelp.yml": FileRole.SETTINGS,
        ".github/CODEOWNERS": FileRole.WORKFLOW,
        "AGENTS.md": FileRole.AGENT_INSTRUCTIONS,
    }
    files = tuple(
        FileChange(kind=Kind.MODIFIED, base_path=path, head_path=path, role=role) for path, role in roles.items()
    )
    plain = report_on(desk.head)
    change = msgspec.structs.replace(plain.change, files=files)
    desk.run(desk.write(msgspec.structs.replace(plain, change=change)), "--post")
    top = desk.comments[0].partition("## ")[0]
    assert all(path in top for path in roles) and "base's versions were used" in top


@pytest.mark.parametrize(("files", "findings"), [(120, 600), pytest.param(3000, 10_000, marks=pytest.mark.proof)])
def test_three_thousand_files_and_ten_thousand_findings_fit(desk: Desk, files: int, findings: int) -> None:
    repository = desk.github.state.repository
    names = [f"big/module_{number}.py" for number in range(files)]
    base = repository.commit("main", dict.fromkeys(names, "x = 1\n"))
    repository.commit("change", dict.fromkeys(names, "x = 1\nshell(x)\n"), parents=(base,))
    desk.head = desk.github.state.head(desk.pull)
    desk.event("pull_request", desk.of_pull())
    found = [
        msgspec.structs.replace(
            finding(0, path=names[number % files], text=f"Finding {number}."),
            location=Location(path=names[number % files], line=2, end_line=2),
        )
        for number in range(findings)
    ]
    file = desk.write(report_on(desk.head, *found))
    code, peak = _as_a_process(file, "--post", "--check-run", "--job", "--gate=fail")
    writes, size = len(desk.github.writes), Path(file).stat().st_size / 2**20
    told = f"{files} files, {findings} findings ({size:.1f} MiB): {writes} writing requests, peak {peak:.0f} MiB"
    sys.stdout.write(f"stelp-ci report --post: {told}\n")
    assert code == 0 and writes <= 10
    assert len(desk.github.state.line_comments) == 10
    assert len(desk.comments[0]) <= 65_536 and "more reasons in stelp-report.json" in desk.comments[0]
    assert "more annotations" in next(iter(desk.github.state.check_runs.values()))["output"]["summary"]
    assert peak < 500


def _as_a_process(*arguments: str) -> tuple[int, float]:
    """`stelp-ci report` by itself, without the fake in its memory: the exit code, and its peak in MiB."""
    child = os.posix_spawn(sys.executable, [sys.executable, "-m", "stelp_ci", "report", *arguments], os.environ)
    _, status, used = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), used.ru_maxrss / 1024
