"""Report -> comments, check run and waivers on GitHub: part of the pipeline, beside it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum, unique
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from stelp_ci.errors import GitHubError, HostileError, ReportError
from stelp_ci.gate.waive import waive
from stelp_ci.github import failure
from stelp_ci.github.artifact import read_artifact
from stelp_ci.github.check_run import Annotation, CheckRun, post_check
from stelp_ci.github.client import Client
from stelp_ci.github.plan import Wanted
from stelp_ci.github.retry import Pace
from stelp_ci.github.run import Run, pull_of_run, read_run
from stelp_ci.github.synchronise import Target, synchronise
from stelp_ci.github.waivers import Waiver, read_waivers
from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report import facts
from stelp_ci.report.check_notes import check_notes
from stelp_ci.report.comment import render_comment
from stelp_ci.report.evidence_file import MAX_BYTES, load
from stelp_ci.report.remarks import remarks
from stelp_ci.report.select import reason_id
from stelp_ci.report.wording import count, headline

_RUN = re.compile(r"https://[A-Za-z0-9./_-]{1,300}/actions/runs/\d{1,20}")
"""The address of a run: that of the run that judged, not of the one that comments."""


@unique
class CommentKind(StrEnum):
    """What is written on the pull request."""

    REVIEW = "review"
    SUMMARY = "summary"
    NONE = "none"


class Access(NamedTuple):
    """Where to post and as whom; `posted_as` is the login of the token where it cannot be asked for."""

    url: str
    token: str
    repository: str
    posted_as: str = ""
    pace: Pace = Pace()


class Wish(NamedTuple):
    """What to post. `link` leads to the run whose artifact is the whole report.

    `claimed`: the change could have altered the run that made the report, which the summary says. `foreign`: the report
    came as an artifact of such a run, which every remark says. `suggest` offers mechanical repairs to commit.
    """

    comment: CommentKind = CommentKind.REVIEW
    max_inline: int = 10
    check_run: bool = False
    request_changes: bool = False
    resolve: bool = False
    claimed: bool = False
    foreign: bool = False
    suggest: bool = True
    link: str = ""


class Delivered(NamedTuple):
    """The report, its verdict after waivers; whether everything stands on GitHub; what went otherwise, and why."""

    report: Report
    complete: bool
    notes: tuple[str, ...] = ()


def report_of_artifact(artifact: Path) -> Report:
    """The report in an artifact that nobody trusts. Raises `HostileError` or `ReportError`: then nothing is posted."""
    return load(read_artifact(artifact, limit=MAX_BYTES))


def post_claimed(report: Report, event: bytes, access: Access, wish: Wish) -> Delivered:
    """Post what a `workflow_run` brought, on the pull request that GitHub itself names.

    Raises `HostileError` where the artifact and GitHub contradict each other: then nothing is posted. No code is
    offered to commit: it would be by whoever altered that run, in the name of this one.
    """
    run = read_run(event, repository=access.repository)
    _require_same_head(report, run)
    pull = pull_of_run(_client(access), run, repository=access.repository)
    link = run.html_url if _RUN.fullmatch(run.html_url) else wish.link
    return post(report, pull.number, access, wish._replace(claimed=True, foreign=True, suggest=False, link=link))


def post(report: Report, number: int, access: Access, wish: Wish) -> Delivered:
    """Post on the pull request `number`, while its head is the commit that was judged. Raises `GitHubError`."""
    client = _client(access)
    head = _judged(report)
    pull = client.pull(number)
    if pull.state != "open" or pull.head.sha != head:
        state = f"is at {pull.head.sha[:10]}" if pull.state == "open" else "is closed"
        note = f"nothing was posted: {head[:10]} was judged, and pull request {number} {state}"
        return Delivered(report, complete=False, notes=(note,))
    waivers = read_waivers(client, number, head, posted_as=access.posted_as)
    judged = _waived(report, waivers)
    notes = [*_post_check(client, head, judged, wish), *(_told(waiver) for waiver in waivers)]
    if wish.comment is CommentKind.NONE:
        return Delivered(judged, complete=True, notes=tuple(notes))
    target = Target(access.repository, number, access.posted_as)
    posted = synchronise(client, target, _wanted(judged, head, wish, waivers))
    return Delivered(judged, complete=posted.complete, notes=(*notes, *posted.notes))


def _client(access: Access) -> Client:
    if not access.token:
        raise failure.ReadOnlyError("there is no token to post with", remedy="pass the input `token`")
    return Client(url=access.url, token=access.token, repository=access.repository, pace=access.pace)


def _judged(report: Report) -> str:
    head = report.change.head.commit
    if head is None:
        raise ReportError("the report judges no commit", remedy="judge commits, not a diff or the index, to post it")
    return head


def _require_same_head(report: Report, run: Run) -> None:
    claimed = report.change.head.commit
    if claimed != run.head_sha:
        raise HostileError(
            f"the artifact speaks of {(claimed or 'no commit')[:40]!r}, the run was for {run.head_sha}",
            remedy="nothing of it is posted; look at the run that made it",
        )


def _wanted(report: Report, head: str, wish: Wish, waivers: tuple[Waiver, ...]) -> Wanted:
    told = tuple(_told(waiver) for waiver in waivers)
    return Wanted(
        commit=head,
        now=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        summary=render_comment(report, claimed=wish.claimed, link=wish.link, notes=told),
        remarks=remarks(report, claimed=wish.foreign, suggest=wish.suggest),
        complete=_is_complete(report),
        inline=wish.comment is CommentKind.REVIEW,
        max_inline=wish.max_inline,
        request_changes=wish.request_changes,
        harm=report.verdict.decision is Decision.FAIL,
        resolve=wish.resolve,
    )


def _is_complete(report: Report) -> bool:
    """Whether what is not in the report is really gone: a scanner that failed has found nothing, and fixed nothing."""
    judged = len(report.verdict.gates) > 1
    lost = [gap for gap in facts.evidence_of(report, facts.NotAssessed) if not gap.also_on_base]
    return judged and not facts.failures(report) and not lost


def _waived(report: Report, waivers: tuple[Waiver, ...]) -> Report:
    by_id = {waiver.id: f"by {waiver.by} ({waiver.reason})" for waiver in waivers}
    waived: dict[Reason, str] = {}
    for reason in report.verdict.reasons:
        if text := _answered(reason, by_id):
            waived[reason] = text
    return replace(report, verdict=waive(report.verdict, waived)) if waived else report


def _answered(reason: Reason, by_id: Mapping[str, str]) -> str:
    """Who answers for a reason: for itself, or for every item that it rests on."""
    if reason_id(reason) in by_id:
        return by_id[reason_id(reason)]
    return by_id[reason.refs[0]] if reason.refs and all(ref in by_id for ref in reason.refs) else ""


def _told(waiver: Waiver) -> str:
    return f"{waiver.by} answers for {waiver.id}: {waiver.reason}"


def _post_check(client: Client, head: str, report: Report, wish: Wish) -> list[str]:
    """NOTE: a check run that cannot be made is said; it is never the gate."""
    if not wish.check_run:
        return []
    found, left_out = check_notes(report)
    annotations = tuple(Annotation(*note) for note in found)
    more = f"{count(left_out, 'more annotation')} did not fit; all of it is in the report.\n\n" if left_out else ""
    summary = more + render_comment(report, claimed=wish.claimed, link=wish.link)
    run = CheckRun(head, _conclusion(report), headline(report), summary, annotations)
    try:
        post_check(client, run)
    except GitHubError as error:
        return [f"no check run: {error}"]
    return []


def _conclusion(report: Report) -> str:
    match report.verdict.decision:
        case Decision.PASS:
            return "success"
        case Decision.NEEDS_HUMAN:
            return "neutral"
        case Decision.FAIL | Decision.INCONCLUSIVE:
            return "failure"
