"""GitHub's event file: which commits it means, and what it says about who asks.

https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from stelp_ci.errors import ChangeError
from stelp_ci.model.origin import Account, Origin

MAX_BYTES = 26 * 1024 * 1024
"""GitHub cuts off at 25 MB what it sends: https://docs.github.com/en/webhooks/webhook-events-and-payloads"""

MAX_TEXT = 64 * 1024
"""Characters of a description that are kept."""

NO_COMMIT = "0" * 40

Kind = TypeVar("Kind")
_Sha = Annotated[str, Meta(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")]


class _Repository(msgspec.Struct):
    full_name: str


class _Side(msgspec.Struct):
    sha: _Sha
    ref: str
    repo: _Repository | None = None


class _User(msgspec.Struct):
    id: int
    login: str
    type: str = "User"


class _PullRequest(msgspec.Struct):
    number: int
    head: _Side
    base: _Side
    title: str = ""
    body: str | None = None
    user: _User | None = None


class _OfPullRequest(msgspec.Struct):
    pull_request: _PullRequest
    repository: _Repository


class _MergeGroup(msgspec.Struct):
    head_sha: _Sha
    base_sha: _Sha
    head_ref: str = ""


class _OfMergeGroup(msgspec.Struct):
    merge_group: _MergeGroup
    repository: _Repository


class _OfPush(msgspec.Struct):
    after: _Sha
    before: _Sha
    ref: str
    repository: _Repository


class _OfDispatch(msgspec.Struct):
    repository: _Repository
    ref: str = ""


def read_event(name: str, payload: bytes, *, commit: str = "") -> Origin:
    """What the event called `name` asks for. `commit` is the run's own (GITHUB_SHA), for events that name none.

    Raises `ChangeError` for an event that cannot be judged, with what to do instead, and for a file that is none.
    """
    match name:
        case "pull_request":
            return _of_pull_request(_decoded(payload, _OfPullRequest))
        case "merge_group":
            return _of_merge_group(_decoded(payload, _OfMergeGroup))
        case "push":
            return _of_push(_decoded(payload, _OfPush))
        case "workflow_dispatch" | "schedule":
            return _of_dispatch(name, _decoded(payload, _OfDispatch), commit)
        case "pull_request_target":
            raise ChangeError(
                "pull_request_target runs with secrets and a token that may write: the head's code is not judged there",
                remedy="judge on `pull_request`, and post from a `workflow_run` workflow: docs/github.md",
            )
        case "workflow_run":
            raise ChangeError(
                "workflow_run comes after a run: there is no change to judge, only an artifact to post",
                remedy="stelp-ci report --from-artifact DIRECTORY --post",
            )
        case _:
            raise ChangeError(
                f"the event {name!r} names no change",
                remedy="run on pull_request, merge_group, push or workflow_dispatch",
            )


def _of_pull_request(event: _OfPullRequest) -> Origin:
    pull = event.pull_request
    user = Account(id=pull.user.id, login=pull.user.login, type=pull.user.type) if pull.user else None
    return Origin(
        event="pull_request",
        repository=event.repository.full_name,
        head=pull.head.sha,
        base=pull.base.sha,
        number=pull.number,
        branch=pull.head.ref,
        head_repository=pull.head.repo.full_name if pull.head.repo else "",
        account=user,
        title=pull.title[:MAX_TEXT],
        body=(pull.body or "")[:MAX_TEXT],
    )


def _of_merge_group(event: _OfMergeGroup) -> Origin:
    """The queue's own branch says nothing about who wrote the change: the commits do."""
    group = event.merge_group
    return Origin(event="merge_group", repository=event.repository.full_name, head=group.head_sha, base=group.base_sha)


def _of_push(event: _OfPush) -> Origin:
    if event.after == NO_COMMIT:
        raise ChangeError("the push deleted a branch: there is nothing to judge", remedy="skip deleted branches")
    return Origin(
        event="push",
        repository=event.repository.full_name,
        head=event.after,
        base=None if event.before == NO_COMMIT else event.before,
        branch=event.ref.removeprefix("refs/heads/"),
    )


def _of_dispatch(name: str, event: _OfDispatch, commit: str) -> Origin:
    try:
        head = msgspec.convert(commit, _Sha)
    except msgspec.ValidationError as error:
        raise ChangeError(f"the event {name} names no commit", remedy="set GITHUB_SHA") from error
    return Origin(
        event=name,
        repository=event.repository.full_name,
        head=head,
        branch=event.ref.removeprefix("refs/heads/"),
    )


def _decoded(payload: bytes, kind: type[Kind]) -> Kind:
    if len(payload) > MAX_BYTES:
        raise ChangeError(f"the event has {len(payload)} bytes, more than GitHub sends")
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ChangeError(
            f"the event file is not what GitHub writes: {str(error)[:300]}", remedy="give GITHUB_EVENT_PATH"
        ) from error
