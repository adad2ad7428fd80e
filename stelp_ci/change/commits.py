"""The change between two commits of a repository."""

from pathlib import Path

from stelp_ci.change.author import CommitMarks, author_of
from stelp_ci.change.base import find_base
from stelp_ci.change.comparison import Comparison
from stelp_ci.change.repository import Repository, find_repository
from stelp_ci.change.revisions import branch_name, commit_of, revision_of
from stelp_ci.change.scratch import Scratch
from stelp_ci.change.shallow import REMEDY, Deepening
from stelp_ci.errors import ChangeError
from stelp_ci.model.change import Revision
from stelp_ci.model.origin import Origin
from stelp_ci.model.report import Invocation

MAX_COMMITS = 250
"""As many commits as GitHub lists of one pull request."""

MAX_MESSAGE = 16 << 10
"""Characters of one commit message that are kept."""

_FORMAT = "%an%x00%ae%x00%cn%x00%ce%x00%B%x00"


def compare_commits(invocation: Invocation) -> Comparison:
    """Compare `invocation.head` (default HEAD) with its base; see `find_base` for what that is."""
    repository = find_repository(Path(invocation.repo))
    ref = invocation.head or "HEAD"
    head = _head(repository, ref)
    base = find_base(repository, head.commit or "", asked=invocation.base)
    marks, branch, origin = _marks(repository, base, head), branch_name(repository, ref), invocation.origin
    return Comparison(
        Scratch(objects=repository.objects),
        base,
        head,
        author_of(marks, branch=branch, origin=origin),
        _messages(marks, origin),
        marks,
        branch,
        origin,
    )


def _messages(marks: tuple[CommitMarks, ...], origin: Origin | None) -> tuple[str, ...]:
    """What the author says about the change: the pull request's text first, then the commits'."""
    said = f"{origin.title}\n\n{origin.body}".strip() if origin and origin.number else ""
    return (*([said] if said else []), *(mark.message for mark in marks))


def _head(repository: Repository, ref: str) -> Revision:
    commit = commit_of(repository, ref) or Deepening(repository).tip(ref)
    if commit is not None:
        return revision_of(repository, commit, label=ref)
    if ref == "HEAD":
        raise ChangeError("the repository has no commit yet", remedy="commit first, or judge the index with --staged")
    remedy = REMEDY if repository.is_shallow else "name an existing commit with --head"
    raise ChangeError(f"there is no commit called {ref!r}", remedy=remedy)


def _marks(repository: Repository, base: Revision, head: Revision) -> tuple[CommitMarks, ...]:
    """Names and messages of the newest commits that head has and base has not, newest first."""
    excluded = [f"^{base.commit}"] if base.commit else []
    listed = repository.git.output(
        "rev-list",
        f"--max-count={MAX_COMMITS}",
        "--no-commit-header",
        "--encoding=UTF-8",
        f"--format={_FORMAT}",
        head.commit or "",
        *excluded,
    )
    fields = [field.decode("utf-8", "replace") for field in listed.split(b"\0")[:-1]]
    return tuple(
        CommitMarks(
            author_name=fields[at].lstrip("\n"),
            author_email=fields[at + 1],
            committer_name=fields[at + 2],
            committer_email=fields[at + 3],
            message=fields[at + 4].strip()[:MAX_MESSAGE],
        )
        for at in range(0, len(fields), 5)
    )
