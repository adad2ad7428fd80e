"""Pull requests, their files and diffs, and who may do what."""

from tests.github.fake import render
from tests.github.fake.answer import Answer, Asked, need, not_found, refusal
from tests.github.fake.conversation import pull_of
from tests.github.fake.state import State

MAX_FILES = 3000
MAX_DIFF_FILES = 300
MAX_DIFF_LINES = 20_000


def listed(state: State, asked: Asked) -> Answer:
    """Pull requests, by state and by `owner:branch`."""
    wanted, head = asked.query.get("state", "open"), asked.query.get("head")
    found = [item for item in state.pulls.values() if wanted in ("all", item.state)]
    if head:
        found = [item for item in found if f"{item.head_repo.partition('/')[0]}:{item.head_ref}" == head]
    return Answer(200, [render.pull(state, item) for item in found])


def get(state: State, asked: Asked) -> Answer:
    """One pull request, or its diff, which is refused where it is huge."""
    pull = pull_of(state, asked)
    if "diff" not in asked.accept:
        return Answer(200, render.pull(state, pull))
    changed = state.repository.changed(state.merge_base(pull), state.head(pull))
    if len(changed) > MAX_DIFF_FILES or sum(file.additions + file.deletions for file in changed) > MAX_DIFF_LINES:
        raise refusal(406, "Sorry, the diff exceeded the maximum number of files (300).")
    return Answer(200, state.repository.diff(state.merge_base(pull), state.head(pull)))


def files(state: State, asked: Asked) -> Answer:
    """The changed files with their patches, at most 3,000."""
    pull = pull_of(state, asked)
    changed = state.repository.changed(state.merge_base(pull), state.head(pull))
    return Answer(200, [render.file(item) for item in changed[:MAX_FILES]])


def permission(state: State, asked: Asked) -> Answer:
    """What an account may do here."""
    account = state.accounts.get(asked.values["username"])
    if account is None:
        raise not_found()
    shown = {"permission": account.permission, "role_name": account.permission, "user": render.user(account)}
    return Answer(200, shown)


def myself(_: State, asked: Asked) -> Answer:
    """Whose token this is; a workflow's token has no user."""
    if asked.token.account is None:
        need(asked, "no token of a workflow has this")
    return Answer(200, render.user(asked.token.acts_as))
