"""The comments of a pull request's conversation."""

from tests.github.fake import render
from tests.github.fake.answer import Answer, Asked, body_of, need, not_found, refusal
from tests.github.fake.state import Comment, Pull, State

WRITES = ("issues:write", "pull-requests:write")


def pull_of(state: State, asked: Asked, name: str = "pull_number") -> Pull:
    """The pull request that the path names."""
    found = state.pulls.get(asked.number(name))
    if found is None:
        raise not_found()
    return found


def listed(state: State, asked: Asked) -> Answer:
    """All comments, the oldest first."""
    number = pull_of(state, asked, "issue_number").number
    return Answer(200, [render.comment(item) for item in state.comments.values() if item.pull == number])


def create(state: State, asked: Asked) -> Answer:
    """A new comment by whoever the token acts as."""
    need(asked, *WRITES)
    number, now = pull_of(state, asked, "issue_number").number, state.now()
    made = Comment(state.next_id(), number, asked.token.acts_as, body_of(asked, "IssueComment"), now, now)
    state.comments[made.id] = made
    return Answer(201, render.comment(made))


def get(state: State, asked: Asked) -> Answer:
    """One comment."""
    return Answer(200, render.comment(_one(state, asked)))


def edit(state: State, asked: Asked) -> Answer:
    """Another text."""
    need(asked, *WRITES)
    found = _may_alter(state, asked)
    found.body, found.updated_at = body_of(asked, "IssueComment"), state.now()
    return Answer(200, render.comment(found))


def delete(state: State, asked: Asked) -> Answer:
    """It is gone."""
    need(asked, *WRITES)
    del state.comments[_may_alter(state, asked).id]
    return Answer(204)


def _one(state: State, asked: Asked) -> Comment:
    found = state.comments.get(asked.number("comment_id"))
    if found is None:
        raise not_found()
    return found


def _may_alter(state: State, asked: Asked) -> Comment:
    found = _one(state, asked)
    if asked.token.acts_as.permission not in {"write", "admin"} and found.author is not asked.token.acts_as:
        raise refusal(403, "Must have admin rights to Repository.")
    return found
