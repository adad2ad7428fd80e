"""What stelp-ci has said on a pull request so far, and who answered."""

from typing import NamedTuple

from stelp_ci.github.client import Client
from stelp_ci.github.marker import SummaryMark, is_review, remark_mark, summary_mark

WORKFLOW_LOGIN = "github-actions[bot]"
"""The name that a workflow's own token writes under; it has no `/user` to ask."""


class Summary(NamedTuple):
    """Our summary comment."""

    id: int
    body: str
    mark: SummaryMark


class Said(NamedTuple):
    """Our comment at a line, or at the lines from `start`: `line` is None once it is outdated.

    `answered` holds when somebody replied.
    """

    id: int
    key: str
    fixed: bool
    path: str
    line: int | None
    body: str
    answered: bool
    start: int | None = None


class Conversation(NamedTuple):
    """Everything of ours, the oldest first. `requests` are reviews of ours that still ask for changes."""

    summaries: tuple[Summary, ...] = ()
    said: tuple[Said, ...] = ()
    requests: tuple[int, ...] = ()


def read_conversation(client: Client, number: int, login: str, *, reviews: bool) -> Conversation:
    """Read the pull request's comments; those of others count as answers alone. Raises `GitHubError`."""
    return Conversation(
        _summaries(client, number, login),
        _said(client, number, login),
        _requests(client, number, login) if reviews else (),
    )


def _summaries(client: Client, number: int, login: str) -> tuple[Summary, ...]:
    own = (item for item in client.comments(number) if item.user and item.user.login == login)
    marked = ((item, summary_mark(item.body or "")) for item in own)
    return tuple(sorted(Summary(item.id, item.body or "", mark) for item, mark in marked if mark))


def _said(client: Client, number: int, login: str) -> tuple[Said, ...]:
    comments = sorted(client.line_comments(number), key=lambda item: item.id)
    answered = {item.in_reply_to_id for item in comments if item.in_reply_to_id}
    found: list[Said] = []
    for item in comments:
        mark = remark_mark(item.body or "") if item.user and item.user.login == login else None
        if mark and not item.in_reply_to_id:
            body = item.body or ""
            answers = item.id in answered
            found.append(Said(item.id, mark.key, mark.fixed, item.path, item.line, body, answers, item.start_line))
    return tuple(found)


def _requests(client: Client, number: int, login: str) -> tuple[int, ...]:
    return tuple(
        item.id
        for item in client.reviews(number)
        if item.state == "CHANGES_REQUESTED" and item.user and item.user.login == login and is_review(item.body or "")
    )
