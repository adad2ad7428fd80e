"""Reviews and comments at lines of the diff: what GitHub's schema cannot say about their places."""

from dataclasses import replace
from typing import Any

from tests.github.fake import render
from tests.github.fake.answer import Answer, Asked, body_of, need, not_found, unprocessable
from tests.github.fake.conversation import pull_of
from tests.github.fake.repository import shown_lines
from tests.github.fake.state import LineComment, Pull, Review, State

STATES = {"COMMENT": "COMMENTED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "APPROVE": "APPROVED", None: "PENDING"}


def listed(state: State, asked: Asked) -> Answer:
    """All comments at lines."""
    number = pull_of(state, asked).number
    return Answer(200, [render.line_comment(item) for item in state.line_comments.values() if item.pull == number])


def reviews(state: State, asked: Asked) -> Answer:
    """All reviews."""
    number = pull_of(state, asked).number
    return Answer(200, [render.review(item) for item in state.reviews.values() if item.pull == number])


def create_review(state: State, asked: Asked) -> Answer:
    """All comments or none: one place that the diff does not show refuses the whole review, without a word of which."""
    need(asked, "pull-requests:write")
    pull = pull_of(state, asked)
    wanted: list[dict[str, Any]] = asked.body.get("comments") or []
    if not wanted or asked.body.get("event") == "REQUEST_CHANGES":
        body_of(asked, "PullRequestReview")
    commit = asked.body.get("commit_id") or state.head(pull)
    if not all(_has_place(state, pull, commit, item) for item in wanted):
        raise unprocessable("PullRequestReview", "line", "Pull request review thread line must be part of the diff")
    made = Review(
        state.next_id(),
        pull.number,
        asked.token.acts_as,
        asked.body.get("body") or "",
        STATES[asked.body.get("event")],
        commit,
        state.now(),
    )
    state.reviews[made.id] = made
    for item in wanted:
        _add(state, asked, pull, commit, item, made.id)
    return Answer(200, render.review(made))


def dismiss(state: State, asked: Asked) -> Answer:
    """A review that asked for changes no longer stands in the way."""
    need(asked, "pull-requests:write")
    found = state.reviews.get(asked.number("review_id"))
    if found is None:
        raise not_found()
    if found.state != "CHANGES_REQUESTED":
        raise unprocessable("PullRequestReview", "state", "Can not dismiss a commented pull request review")
    found.state = "DISMISSED"
    return Answer(200, render.review(found))


def create(state: State, asked: Asked) -> Answer:
    """One comment, or a reply to one."""
    need(asked, "pull-requests:write")
    pull = pull_of(state, asked)
    parent = asked.body.get("in_reply_to")
    if parent is not None:
        first = state.line_comments.get(parent)
        if first is None or first.reply_to is not None:
            raise not_found()
        return Answer(201, render.line_comment(reply(state, first, asked.token.acts_as, body_of(asked, "x"))))
    if not _has_place(state, pull, asked.body["commit_id"], asked.body):
        raise unprocessable("PullRequestReviewComment", "line", "line must be part of the diff")
    made = _add(state, asked, pull, asked.body["commit_id"], asked.body, None)
    return Answer(201, render.line_comment(made))


def get(state: State, asked: Asked) -> Answer:
    """One comment."""
    return Answer(200, render.line_comment(_one(state, asked)))


def edit(state: State, asked: Asked) -> Answer:
    """Another text; the place stays."""
    need(asked, "pull-requests:write")
    found = _one(state, asked)
    found.body, found.updated_at = body_of(asked, "PullRequestReviewComment"), state.now()
    return Answer(200, render.line_comment(found))


def delete(state: State, asked: Asked) -> Answer:
    """It is gone; replies to it stay behind, without what they answer."""
    need(asked, "pull-requests:write")
    del state.line_comments[_one(state, asked).id]
    return Answer(204)


def reply(state: State, first: LineComment, author: Any, body: str) -> LineComment:
    """Somebody answers."""
    now = state.now()
    mine = {"id": state.next_id(), "author": author, "body": body, "created_at": now, "updated_at": now}
    made = replace(first, reply_to=first.id, **mine)
    state.line_comments[made.id] = made
    return made


def follow(state: State, pull: Pull, old: str, new: str) -> None:
    """After a push each comment goes with its line, or is outdated where the diff no longer shows that line."""
    for item in state.line_comments.values():
        if item.pull != pull.number or item.line is None:
            continue
        moved = state.repository.moved_line(item.path, item.line, old, new)
        first = state.repository.moved_line(item.path, item.start_line, old, new) if item.start_line else None
        shown = moved is not None and _shows(state, pull, new, item.path, first or moved, moved)
        item.line = moved if shown else None
        item.start_line = first if shown else None
        item.commit = new if shown else item.commit


def _one(state: State, asked: Asked) -> LineComment:
    found = state.line_comments.get(asked.number("comment_id"))
    if found is None:
        raise not_found()
    return found


def _has_place(state: State, pull: Pull, commit: str, item: dict[str, Any]) -> bool:
    body, line, first = item.get("body") or "", item.get("line"), item.get("start_line")
    sides = item.get("side", "RIGHT") == "RIGHT" and item.get("start_side", "RIGHT") == "RIGHT"
    if not body.strip() or len(body) > 65_536 or not sides or not isinstance(line, int):
        return False
    if first is not None and first >= line:
        return False
    return _shows(state, pull, commit, item["path"], first or line, line)


def _shows(state: State, pull: Pull, commit: str, path: str, first: int, last: int) -> bool:
    """Whether one hunk shows both lines."""
    base = state.repository.merge_base(state.repository.tip(pull.base_ref) or "", commit)
    patches = {file.path: file.patch or "" for file in state.repository.changed(base, commit)}
    return any(first in hunk and last in hunk for hunk in shown_lines(patches.get(path, "")))


def _add(state: State, asked: Asked, pull: Pull, commit: str, item: dict[str, Any], review: int | None) -> LineComment:
    now = state.now()
    made = LineComment(
        id=state.next_id(),
        pull=pull.number,
        author=asked.token.acts_as,
        body=item["body"],
        path=item["path"],
        line=item["line"],
        start_line=item.get("start_line"),
        commit=commit,
        original_commit=commit,
        original_line=item["line"],
        hunk="@@ -1 +1 @@",
        review=review,
        reply_to=None,
        created_at=now,
        updated_at=now,
    )
    if commit != state.head(pull):
        made.line = None
    state.line_comments[made.id] = made
    return made
