"""`/stelp waive ID reason`: a person with write access answers for one item, for one head.

A comment has no commit. It counts for a head only if it was written after the summary for that head stood there: nobody
can waive what they have not seen, and a later push needs a new word.
"""

import re
from typing import NamedTuple

from stelp_ci.github import failure
from stelp_ci.github.client import Client
from stelp_ci.github.conversation import WORKFLOW_LOGIN
from stelp_ci.github.marker import SummaryMark, summary_mark
from stelp_ci.github.wire import Comment

MAX_PEOPLE = 20
"""Accounts whose rights are asked for."""

MAY_WAIVE = frozenset({"admin", "write"})

_COMMAND = re.compile(r"^/stelp waive (?P<id>[FER]-[0-9a-f]{10})[ \t]+(?P<reason>\S.{2,300})$", re.MULTILINE)


class Waiver(NamedTuple):
    """Somebody answers for the item called `id`."""

    id: str
    reason: str
    by: str


def read_waivers(client: Client, number: int, head: str, *, posted_as: str = "") -> tuple[Waiver, ...]:
    """The waivers that count for `head`. Raises `GitHubError`."""
    comments = tuple(client.comments(number))
    since = _shown_since(comments, head, posted_as or client.login() or WORKFLOW_LOGIN)
    if since is None:
        return ()
    said = [(comment, found) for comment in comments for found in _commands(comment) if comment.created_at > since]
    rights: dict[str, bool] = {}
    waivers: list[Waiver] = []
    for comment, found in said:
        login = comment.user.login if comment.user else ""
        if login and login not in rights and len(rights) < MAX_PEOPLE:
            rights[login] = _may_waive(client, login)
        if rights.get(login):
            waivers.append(Waiver(found["id"], found["reason"].strip(), login))
    return tuple(waivers)


def _commands(comment: Comment) -> "list[re.Match[str]]":
    """NOTE: bots quote what others wrote, this one too: their words are nobody's word."""
    if comment.user is None or comment.user.type == "Bot":
        return []
    return list(_COMMAND.finditer((comment.body or "").replace("\r\n", "\n")))


def _shown_since(comments: tuple[Comment, ...], head: str, login: str) -> str | None:
    """When the summary for this head was first there; None where no summary speaks of it."""
    own = (comment for comment in comments if comment.user and comment.user.login == login)
    marks: list[SummaryMark] = [mark for comment in own if (mark := summary_mark(comment.body or ""))]
    return next((mark.since for mark in marks if mark.sha == head), None)


def _may_waive(client: Client, login: str) -> bool:
    """What cannot be found out is no right."""
    try:
        return client.permission(login) in MAY_WAIVE
    except (failure.MissingError, failure.ReadOnlyError):
        return False
