"""The run behind a `workflow_run` event, and the pull request that it belongs to, as GitHub itself says.

The event is GitHub's own; the artifact is not, and no number in it is believed. `workflow_run.pull_requests` is empty
for forks: the pull request is found by its branch, and counts only while its head is the commit that was judged.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from stelp_ci.errors import HostileError
from stelp_ci.github import wire
from stelp_ci.github.client import Client

_Sha = Annotated[str, Meta(pattern=r"^[0-9a-f]{40}$")]


class _Owner(msgspec.Struct, frozen=True):
    login: str


class HeadRepository(msgspec.Struct, frozen=True):
    """Where the branch lives: a fork, or the repository itself."""

    id: int
    full_name: str
    owner: _Owner


class Run(msgspec.Struct, frozen=True):
    """A run of a workflow that has ended."""

    id: int
    event: str
    head_sha: _Sha
    head_branch: str
    head_repository: HeadRepository
    html_url: str = ""


class _Repository(msgspec.Struct, frozen=True):
    full_name: str


class _Event(msgspec.Struct, frozen=True):
    workflow_run: Run
    repository: _Repository


def read_run(payload: bytes, *, repository: str) -> Run:
    """The run that the event names. Raises `HostileError` for another repository's or another kind of event."""
    try:
        event = msgspec.json.decode(payload, type=_Event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise HostileError(
            f"the event is not a workflow_run of GitHub: {str(error)[:300]}", remedy="give GITHUB_EVENT_PATH"
        ) from error
    if event.repository.full_name.casefold() != repository.casefold():
        raise HostileError(f"the event is one of {event.repository.full_name}, not of {repository}")
    if event.workflow_run.event != "pull_request":
        raise HostileError(
            f"the run was started by {event.workflow_run.event}, not by pull_request",
            remedy="let the workflow that judges run `on: pull_request`",
        )
    return event.workflow_run


def pull_of_run(client: Client, run: Run, *, repository: str) -> wire.Pull:
    """The one open pull request whose head is the commit that ran. Raises `HostileError` where there is none."""
    candidates = client.pulls_from(run.head_repository.owner.login, run.head_branch)
    ours = [pull for pull in candidates if _belongs(pull, run, repository)]
    found = [pull for pull in ours if pull.head.sha == run.head_sha]
    if len(found) == 1:
        return found[0]
    if found:
        raise HostileError(f"{len(found)} open pull requests have the head {run.head_sha}")
    if ours:
        heads = ", ".join(pull.head.sha[:10] for pull in ours)
        raise HostileError(
            f"the run judged {run.head_sha[:10]}, the pull request is at {heads} by now",
            remedy="the run for the newer head will post",
        )
    raise HostileError(f"no open pull request of this repository comes from {run.head_branch!r}")


def _belongs(pull: wire.Pull, run: Run, repository: str) -> bool:
    head, base = pull.head.repo, pull.base.repo
    same_head = head is not None and head.id == run.head_repository.id and pull.head.ref == run.head_branch
    return same_head and base is not None and base.full_name.casefold() == repository.casefold()
