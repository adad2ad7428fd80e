"""What `report --post` does: say it on the pull request, and where GitHub will not have it, in the job's own log."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stelp_ci.cli.job import Job
from stelp_ci.cli.message import say, say_error
from stelp_ci.errors import ChangeError, HostileError, ReportError, StelpError, UsageError

if TYPE_CHECKING:
    from stelp_ci.model.report import Report
    from stelp_ci.posting import Access, Delivered, Wish

MOST_INLINE = 50
LONGEST_TIMEOUT = 300
"""Seconds."""


def add_post_options(parser: ArgumentParser) -> None:
    """`--post` and what belongs to it."""
    group = parser.add_argument_group("posting on GitHub (token: GITHUB_TOKEN)")
    group.add_argument("--post", action="store_true", help="comment on the pull request that the job's event names")
    group.add_argument("--event", metavar="FILE", help="the event (default: GITHUB_EVENT_PATH)")
    group.add_argument(
        "--comment",
        choices=["review", "summary", "none"],
        default="review",
        help="a summary with comments at lines, the summary alone, or nothing (default: review)",
    )
    group.add_argument(
        "--max-inline", type=int, default=10, metavar="N", help="comments at lines at one time (default: 10)"
    )
    group.add_argument("--check-run", action="store_true", help="also a check run with annotations (checks: write)")
    group.add_argument("--request-changes", action="store_true", help="ask for changes on `fail`, until it is mended")
    group.add_argument(
        "--resolve-threads", action="store_true", help="resolve answered threads once fixed (contents: write)"
    )
    group.add_argument("--posted-as", metavar="LOGIN", default="", help="whose name the token of another app writes in")
    group.add_argument("--api-url", metavar="URL", help="GitHub's API (default: GITHUB_API_URL)")
    group.add_argument(
        "--api-timeout",
        type=int,
        default=30,
        metavar="SECONDS",
        help="until a request to it counts as lost; one that only reads is sent again (default: 30)",
    )


class Said(NamedTuple):
    """The report after waivers, and whether comments at lines stand on the pull request."""

    report: "Report"
    inline: bool


def say_on_github(report: "Report", arguments: Namespace, job: Job) -> Said:
    """Post the report. What GitHub refuses is said on stderr and nothing is lost; a hostile artifact raises."""
    if not 0 <= arguments.max_inline <= MOST_INLINE:
        raise UsageError(f"--max-inline {arguments.max_inline}: not from 0 to {MOST_INLINE}")
    if not 1 <= arguments.api_timeout <= LONGEST_TIMEOUT:
        raise UsageError(f"--api-timeout {arguments.api_timeout}: not from 1 to {LONGEST_TIMEOUT}")
    try:
        done = _post(report, arguments, job)
    except (HostileError, UsageError, ReportError, ChangeError):
        raise
    except StelpError as error:
        say_error(f"not posted on GitHub: {error}", remedy=error.remedy)
        return Said(report, inline=False)
    for note in done.notes:
        say(note)
    return Said(done.report, inline=done.complete and arguments.comment == "review")


def _post(report: "Report", arguments: Namespace, job: Job) -> "Delivered":
    from stelp_ci.intake import read_event_file
    from stelp_ci.posting import Delivered, post, post_claimed

    access, wish = _access(arguments, job), _wish(arguments, job)
    file = arguments.event or job.event_file
    if not file:
        raise UsageError("--post needs an event", remedy="pass --event, or run it in a workflow")
    if job.event == "workflow_run":
        return post_claimed(report, read_event_file(file), access, wish)
    number = _number(report, file, arguments)
    if number is None:
        return Delivered(report, complete=False, notes=(f"the event {job.event} has no pull request to comment on",))
    return post(report, number, access, wish)


def _number(report: "Report", file: str, arguments: Namespace) -> int | None:
    """The pull request of this job's own event. A report from an artifact has to be about that event's head."""
    from stelp_ci.intake import read_origin

    origin = read_origin(file, os.environ)
    if arguments.from_artifact and report.change.head.commit != origin.head:
        raise HostileError("the artifact speaks of another commit than this run", remedy="nothing of it is posted")
    return origin.number


def _access(arguments: Namespace, job: Job) -> "Access":
    from stelp_ci.posting import Access, Pace

    if not job.repository:
        raise UsageError("--post needs GITHUB_REPOSITORY", remedy="run it in a workflow")
    pace = Pace(timeout=arguments.api_timeout)
    return Access(arguments.api_url or job.api_url, job.token, job.repository, arguments.posted_as, pace)


def _wish(arguments: Namespace, job: Job) -> "Wish":
    from stelp_ci.posting import CommentKind, Wish

    return Wish(
        comment=CommentKind(arguments.comment),
        max_inline=arguments.max_inline,
        check_run=arguments.check_run,
        request_changes=arguments.request_changes,
        resolve=arguments.resolve_threads,
        claimed=job.workflow_is_the_heads,
        foreign=bool(arguments.from_artifact),
        link=job.run_url,
    )


def report_of(arguments: Namespace) -> "Report":
    """The report that the command was given: a file of one's own, or an artifact that nobody trusts."""
    if bool(arguments.file) == bool(arguments.from_artifact):
        raise UsageError("give FILE or --from-artifact", remedy="one of them, and not both")
    if arguments.from_artifact:
        from stelp_ci.posting import report_of_artifact

        return report_of_artifact(Path(arguments.from_artifact))
    from stelp_ci.cli.evidence import read_report

    return read_report(arguments.file)
