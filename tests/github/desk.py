"""The environment of a GitHub job with a report in it, and `stelp-ci report` run there."""

import json
from pathlib import Path

import pytest

from stelp_ci.cli.main import main
from stelp_ci.model.change import Change, Revision
from stelp_ci.model.finding import Confidence, Finding, Location, Scanned, Severity, finding_id, fingerprint
from stelp_ci.model.report import SCHEMA_VERSION, InputKind, Invocation, Report
from stelp_ci.model.verdict import Decision, Reason, Verdict
from stelp_ci.report.evidence_file import render_json
from tests.github.fake.server import FakeGitHub
from tests.github.fake.state import Pull


def finding(number: int, *, path: str = "parcel/steps.py", text: str = "A shell runs this.") -> Finding:
    at = number * 4 + 2
    mark = fingerprint(tool="semgrep", rule="shell", symbol=f"step_{number}", line=text, occurrence=0)
    return Finding(
        id=finding_id(mark, path),
        fingerprint=mark,
        tool="semgrep",
        rule="shell",
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        message=text,
        location=Location(path=path, line=at, end_line=at),
        symbol=f"step_{number}",
        in_change=True,
        new=True,
    )


def report_on(head: str, *findings: Finding, decision: Decision = Decision.NEEDS_HUMAN, **more: object) -> Report:
    reasons = tuple(
        Reason(
            decision=decision,
            gate="findings",
            message=f"shell: {item.message}",
            refs=(item.id,),
            location=item.location,
        )
        for item in findings
    )
    verdict = Verdict(decision=decision if findings else Decision.PASS, reasons=reasons, gates=("findings", "tests"))
    usual: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "tool_version": "0.1.0",
        "invocation": Invocation(input=InputKind.COMMITS, repo="."),
        "change": Change(
            base=Revision(label="main", tree="1" * 40), head=Revision(label="x", tree="2" * 40, commit=head)
        ),
        "scans": (Scanned(scanner="semgrep", version="1", seconds=1.0, findings=findings),),
        "programs": (),
        "evidence": (),
        "failures": (),
        "verdict": verdict,
    }
    return Report(**(usual | more))  # pyright: ignore[reportArgumentType]


class Desk:
    """The environment of a job, and the command in it."""

    def __init__(self, github: FakeGitHub, pull: Pull, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.github, self.pull, self.folder = github, pull, folder
        self.head = github.state.head(pull)
        self.patch = monkeypatch
        files = {name: str(folder / name) for name in ("summary", "output")}
        for name, value in {
            "GITHUB_REPOSITORY": github.state.name,
            "GITHUB_API_URL": github.url,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_RUN_ID": "99",
            "GITHUB_TOKEN": "workflow",
            "GITHUB_STEP_SUMMARY": files["summary"],
            "GITHUB_OUTPUT": files["output"],
        }.items():
            monkeypatch.setenv(name, value)
        self.event("pull_request", self.of_pull())

    def event(self, name: str, payload: object) -> None:
        """What the job was started by."""
        file = self.folder / "event.json"
        file.write_text(json.dumps(payload), encoding="utf-8")
        self.patch.setenv("GITHUB_EVENT_NAME", name)
        self.patch.setenv("GITHUB_EVENT_PATH", str(file))

    def of_pull(self, *, head: str = "") -> object:
        repository = {"full_name": self.github.state.name}
        sides = {"head": {"sha": head or self.head, "ref": "change", "repo": repository}}
        sides["base"] = {"sha": self.github.state.repository.tip("main") or "", "ref": "main", "repo": repository}
        user = {"id": 501, "login": "ada", "type": "User"}
        return {
            "pull_request": {"number": 7, "title": "t", "body": "b", "user": user, **sides},
            "repository": repository,
        }

    def of_run(self, **more: object) -> object:
        owner, _, _ = self.pull.head_repo.partition("/")
        run = {
            "id": 99,
            "event": "pull_request",
            "head_sha": self.head,
            "head_branch": self.pull.head_ref,
            "head_repository": {
                "id": self.pull.head_repo_id,
                "full_name": self.pull.head_repo,
                "owner": {"login": owner},
            },
            "pull_requests": [],
        } | more
        return {"action": "completed", "workflow_run": run, "repository": {"full_name": self.github.state.name}}

    def write(self, report: Report) -> str:
        file = self.folder / "stelp-report.json"
        file.write_text(render_json(report), encoding="utf-8")
        return str(file)

    def run(self, *arguments: str) -> int:
        """`stelp-ci report ...`; the exit code."""
        return main(["report", *arguments])

    def summary(self) -> str:
        file = self.folder / "summary"
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    @property
    def comments(self) -> list[str]:
        return [item.body for item in self.github.state.comments.values()]
