"""Artifacts of a run that nobody trusts: what is refused, and what is posted without doing any harm."""

import io
import json
import os
import re
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from stelp_ci.model.finding import Fix, Location
from stelp_ci.model.report import Report
from stelp_ci.report.evidence_file import render_json
from tests.github.desk import Desk, finding, report_on
from tests.github.fake.state import Account, Pull


@pytest.fixture
def fork(desk: Desk) -> Desk:
    """The same desk in a `workflow_run` job; the pull request comes from a fork."""
    desk.pull.head_repo, desk.pull.head_repo_id = "mallory/parcel", 666
    desk.event("workflow_run", desk.of_run())
    return desk


def artifact(desk: Desk, report: Report) -> str:
    folder = desk.folder / "artifact"
    folder.mkdir(exist_ok=True)
    (folder / "stelp-report.json").write_text(render_json(report), encoding="utf-8")
    return str(folder)


def test_an_honest_artifact_is_posted_as_a_claim(fork: Desk) -> None:
    given = artifact(fork, report_on(fork.head, finding(3)))
    assert fork.run("--from-artifact", given, "--post", "--gate=none") == 0
    assert "**Claimed:**" in fork.comments[0]
    assert "claimed by the run" in next(iter(fork.github.state.line_comments.values())).body


def test_the_artifact_of_another_job_of_the_same_run_offers_its_repairs(desk: Desk) -> None:
    mended = msgspec.structs.replace(finding(3), fix=Fix(start=14, end=14, lines=("    return safe(3)",)))
    assert desk.run("--from-artifact", artifact(desk, report_on(desk.head, mended)), "--post", "--gate=none") == 0
    (comment,) = desk.github.state.line_comments.values()
    assert comment.body.endswith("```suggestion\n    return safe(3)\n```") and "claimed by the run" in comment.body


def test_the_artifact_of_another_run_offers_no_code_to_commit(fork: Desk) -> None:
    mended = msgspec.structs.replace(finding(3), fix=Fix(start=14, end=14, lines=("    return theirs(3)",)))
    assert fork.run("--from-artifact", artifact(fork, report_on(fork.head, mended)), "--post", "--gate=none") == 0
    (comment,) = fork.github.state.line_comments.values()
    assert (
        "suggestion" not in comment.body and "theirs" not in comment.body + fork.comments[0].partition("<details>")[0]
    )


def zipped(desk: Desk, members: dict[str, bytes], *, link: bool = False) -> str:
    file = desk.folder / "artifact.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16 if link else 0o600 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return str(file)


def encoded(desk: Desk, **more: object) -> bytes:
    return render_json(report_on(desk.head, finding(3), **more)).encode()  # pyright: ignore[reportArgumentType]


def altered(desk: Desk, *path: str | int, value: object) -> dict[str, bytes]:
    """The honest report with one value that is none."""
    document = json.loads(encoded(desk))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return {"stelp-report.json": json.dumps(document).encode()}


def linked(desk: Desk) -> str:
    folder = desk.folder / "linked"
    folder.mkdir()
    secret = desk.folder / "secret.json"
    secret.write_bytes(encoded(desk))
    (folder / "stelp-report.json").symlink_to(secret)
    return str(folder)


def piped(desk: Desk) -> str:
    folder = desk.folder / "piped"
    folder.mkdir()
    os.mkfifo(folder / "stelp-report.json")
    return str(folder)


def folder_link(desk: Desk) -> str:
    (desk.folder / "elsewhere").symlink_to(artifact(desk, report_on(desk.head, finding(3))))
    return str(desk.folder / "elsewhere")


def empty_folder(desk: Desk) -> str:
    (desk.folder / "empty").mkdir()
    return str(desk.folder / "empty")


def bomb(desk: Desk) -> str:
    return zipped(desk, {"stelp-report.json": b"[" + b" " * (70 * 2**20)})


def lying_bomb(desk: Desk) -> str:
    """A member whose header says that it is small."""
    file = Path(bomb(desk))
    content = bytearray(file.read_bytes())
    size = (70 * 2**20 + 1).to_bytes(4, "little")
    file.write_bytes(bytes(content).replace(size, (100).to_bytes(4, "little")))
    return str(file)


def large_file(desk: Desk) -> str:
    folder = desk.folder / "large"
    folder.mkdir()
    with (folder / "stelp-report.json").open("wb") as file:
        file.truncate(200 * 2**20)
    return str(folder)


def twice(desk: Desk) -> str:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("stelp-report.json", encoded(desk))
        archive.writestr("stelp-report.json", encoded(desk))
    (desk.folder / "twice.zip").write_bytes(file.getvalue())
    return str(desk.folder / "twice.zip")


def no_zip(desk: Desk) -> str:
    (desk.folder / "x.zip").write_bytes(b"PK nonsense")
    return str(desk.folder / "x.zip")


def of(members: Callable[[Desk], dict[str, bytes]]) -> Callable[[Desk], str]:
    return lambda desk: zipped(desk, members(desk))


REPORT = "stelp-report.json"
REFUSED: dict[str, tuple[Callable[[Desk], str], str]] = {
    "another commit": (of(lambda _: {REPORT: render_json(report_on("f" * 40, finding(3))).encode()}), "the run was"),
    "no commit": (of(lambda d: altered(d, "change", "head", "commit", value=None)), "the run was for"),
    "a short commit": (of(lambda d: altered(d, "change", "head", "commit", value=d.head[:12])), "the run was for"),
    "a commit in capitals": (of(lambda d: altered(d, "change", "head", "commit", value=d.head.upper())), "the run was"),
    "a commit with a line break": (of(lambda d: altered(d, "change", "head", "commit", value=d.head + "\n")), "run"),
    "a path that climbs": (of(lambda d: {REPORT: encoded(d), "../../etc/cron.d/x": b"x"}), "leads outside"),
    "a path from the root": (of(lambda d: {REPORT: encoded(d), "/etc/cron.d/x": b"x"}), "leads outside"),
    "a path with backslashes": (of(lambda d: {REPORT: encoded(d), "..\\..\\x": b"x"}), "leads outside"),
    "only a climbing report": (of(lambda d: {f"../{REPORT}": encoded(d)}), "leads outside"),
    "a link in the zip": (lambda d: zipped(d, {REPORT: b"/etc/passwd"}, link=True), "symbolic link"),
    "a link in the folder": (linked, "cannot be read"),
    "a link to a folder": (folder_link, "neither a folder nor a file"),
    "a pipe": (piped, "not a regular file"),
    "an empty folder": (empty_folder, "cannot be read"),
    "no such thing": (lambda d: str(d.folder / "missing"), "cannot be read"),
    "an empty zip": (of(lambda _: {}), "holds 0 files"),
    "another file": (of(lambda d: {"other.json": encoded(d)}), "holds 0 files"),
    "a report in a folder": (of(lambda d: {f"a/{REPORT}": encoded(d)}), "holds 0 files"),
    "two reports": (twice, "holds 2 files"),
    "too many members": (of(lambda _: {f"f{number}": b"" for number in range(1200)}), "members"),
    "a zip bomb": (bomb, "at most"),
    "a zip bomb that lies": (lying_bomb, ""),
    "200 MB": (large_file, "at most"),
    "no zip": (no_zip, "not a readable zip"),
    "nothing at all": (of(lambda _: {REPORT: b""}), "not a report"),
    "no JSON": (of(lambda _: {REPORT: b"verdict: pass"}), "not a report"),
    "bytes that are no text": (of(lambda _: {REPORT: b"\xff\xfe{}"}), "not a report"),
    "an array": (of(lambda _: {REPORT: b"[]"}), "not a report"),
    "deep arrays": (of(lambda _: {REPORT: b"[" * 200_000}), "not a report"),
    "deep objects": (of(lambda _: {REPORT: b'{"a":' * 200_000}), "not a report"),
    "an unknown field": (of(lambda d: altered(d, "surprise", value=1)), "not a report"),
    "an unknown field inside": (of(lambda d: altered(d, "verdict", "surprise", value=1)), "not a report"),
    "no verdict": (of(lambda d: altered(d, "verdict", value=None)), "not a report"),
    "an unknown verdict": (of(lambda d: altered(d, "verdict", "decision", value="approved")), "not a report"),
    "a newer schema": (of(lambda d: altered(d, "schema_version", value=99)), "schema version"),
    "a schema of the wrong type": (of(lambda d: altered(d, "schema_version", value="1")), "not a report"),
    "a line that is text": (
        of(lambda d: altered(d, "scans", 0, "findings", 0, "location", "line", value="1; rm")), "not a report"),
    "a line that is a fraction": (
        of(lambda d: altered(d, "scans", 0, "findings", 0, "location", "line", value=1.5)), "not a report"),
    "an unknown severity": (
        of(lambda d: altered(d, "scans", 0, "findings", 0, "severity", value="apocalypse")), "not a report"),
    "an unknown evidence": (of(lambda d: altered(d, "evidence", value=[{"type": "trust-me"}])), "not a report"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_artifact_posts_nothing_and_says_why(
    fork: Desk, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    make, why = REFUSED[name]
    assert fork.run("--from-artifact", make(fork), "--post", "--gate=none") == 4
    assert fork.github.writes == []
    assert why in capsys.readouterr().err


EVENTS: dict[str, tuple[Callable[[Desk], object], str]] = {
    "another repository": (lambda d: {**vars_of(d.of_run()), "repository": {"full_name": "acme/other"}}, "not of"),
    "a run by push": (lambda d: d.of_run(event="push"), "not by pull_request"),
    "a branch that nobody has": (lambda d: d.of_run(head_branch="other"), "no open pull request"),
    "another fork of that name": (
        lambda d: d.of_run(head_repository={"id": 1, "full_name": "mallory/parcel", "owner": {"login": "mallory"}}),
        "no open pull request"),
    "a head that moved on": (lambda d: d.of_run(head_sha="e" * 40), "the run was for"),
    "a head that is no commit": (lambda d: d.of_run(head_sha="main"), "not a workflow_run"),
    "no event": (lambda _: [], "not a workflow_run"),
}  # fmt: skip


def vars_of(event: object) -> dict[str, object]:
    assert isinstance(event, dict)
    return event  # pyright: ignore[reportUnknownVariableType]


@pytest.mark.parametrize("name", EVENTS)
def test_an_artifact_is_posted_only_where_github_says_it_belongs(
    fork: Desk, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    make, why = EVENTS[name]
    fork.event("workflow_run", make(fork))
    given = artifact(fork, report_on(fork.head, finding(3)))
    assert fork.run("--from-artifact", given, "--post", "--gate=none") == 4
    assert fork.github.writes == [] and why in capsys.readouterr().err


def test_a_head_that_was_pushed_meanwhile_gets_no_old_report(fork: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    given = artifact(fork, report_on(fork.head, finding(3)))
    fork.github.state.repository.commit("change", {"new.py": "x = 1\n"})
    assert fork.run("--from-artifact", given, "--post", "--gate=none") == 4
    assert fork.github.writes == [] and "by now" in capsys.readouterr().err


def test_two_pull_requests_of_one_branch_are_one_too_many(fork: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    fork.github.state.repository.git("update-ref", "refs/heads/release", fork.github.state.repository.tip("main") or "")
    second = Pull(8, "release", "change", Account("m", 3), "mallory/parcel", 666)
    fork.github.state.pulls[8] = second
    given = artifact(fork, report_on(fork.head, finding(3)))
    assert fork.run("--from-artifact", given, "--post", "--gate=none") == 4
    assert fork.github.writes == [] and "2 open pull requests" in capsys.readouterr().err


def test_an_artifact_of_this_very_job_has_to_be_about_its_head(desk: Desk) -> None:
    given = artifact(desk, report_on("f" * 40, finding(3)))
    assert desk.run("--from-artifact", given, "--post", "--gate=none") == 4
    assert desk.github.writes == []


INJECTIONS = (
    "<!-- stelp-ci:remark v1 key=0123456789abcdef live -->\n",
    "\n::set-output name=verdict::pass\n::error file=x::y\n##[add-mask]x\n%0A::stop-commands::x",
    "<img src=x onerror=alert(1)><script>alert(1)</script></details></code>",
    "@maintainer fixes #123, closes acme/other#9 and GH-7",
    "[click](javascript:alert(1)) ![i](https://evil.example/pixel.png) www.evil.example",
    "```\n~~~\n</details>\n| a | b |\n# Approved",
    "\u202egnp.exe\u2066 \u200b\U000e0041\x1b[31m\x00",
    "/stelp waive F-0123456789 by nobody",
    "```suggestion\nos.system('x')\n```",
    "A" * 100_000,
)


def test_every_text_of_an_artifact_is_inert_wherever_it_is_posted(fork: Desk) -> None:
    from tests.report.samples import failing, poisoned

    for text in INJECTIONS:
        sample = poisoned(failing(), lambda _, text=text: text)
        path = "parcel/steps.py"
        place = Location(path=path, line=14, end_line=14)
        reasons = tuple(msgspec.structs.replace(reason, location=place, refs=()) for reason in sample.verdict.reasons)
        change = msgspec.structs.replace(
            sample.change, head=msgspec.structs.replace(sample.change.head, commit=fork.head)
        )
        hostile = msgspec.structs.replace(
            sample, change=change, verdict=msgspec.structs.replace(sample.verdict, reasons=reasons)
        )
        fork.github.state.forget()
        (fork.folder / "summary").unlink(missing_ok=True)
        fork.run("--from-artifact", artifact(fork, hostile), "--post", "--job", "--gate=none")
        bodies = fork.comments + [item.body for item in fork.github.state.line_comments.values()] + [fork.summary()]
        assert len(bodies) >= 3, text
        for body in bodies:
            _assert_inert(body)


def _assert_inert(body: str) -> None:
    shown = body.partition("-->\n")[2] if body.startswith("<!-- stelp-ci:") else body
    fenced = re.sub(r"^(`{3,})[a-z]*\n.*?^\1$", "", shown, flags=re.DOTALL | re.MULTILINE)
    escaped = re.sub(r"\\[!-/:-@\[-`{-~]", "", fenced)
    prose = re.sub(r"`[^`\n]*`", "", escaped)
    assert "<!--" not in prose
    for tag in ("<img", "<script", "</code><", "](javascript", "](https://evil"):
        assert tag not in prose
    for word in ("@maintainer", " #123", "acme/other#9", "://evil"):
        assert word not in prose
    assert not any(line.startswith(("# Approved", "/stelp", "```suggestion")) for line in fenced.splitlines())
    assert not any(line.startswith("::") or "##[" in line for line in shown.splitlines())
    assert not set("\u202e\u2066\u200b\x1b\x00") & set(shown)
    assert len(body) <= 65_536
