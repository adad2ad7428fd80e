"""Which commit a head is judged against: the point where it left the branch it will be merged into."""

from typing import NamedTuple

from stelp_ci.change.comparison import NOTHING
from stelp_ci.change.repository import Repository
from stelp_ci.change.revisions import SHORT, commit_of, first_parent, revision_of
from stelp_ci.change.shallow import REMEDY, Deepening
from stelp_ci.errors import ChangeError
from stelp_ci.model.change import Revision

_DEFAULT_BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


class _Target(NamedTuple):
    """The commit that the change would be merged onto, and what it was called."""

    commit: str
    name: str


def find_base(repository: Repository, head: str, *, asked: str | None) -> Revision:
    """The merge base of the commit `head` with `asked`, or with the default branch.

    Where the histories have nothing in common, `asked` itself is the base. A head that the default branch already
    contains is judged against its first parent, the first commit against nothing. A shallow clone is deepened.
    Raises `ChangeError` if no base can be found.
    """
    deepening = Deepening(repository)
    target = _target(repository, deepening, asked)
    merge_base = _merge_base(repository, deepening, target, head)
    if merge_base is None and asked is None:
        raise ChangeError(
            f"{head[:SHORT]} and {target.name} have no commit in common", remedy="name the base with --base"
        )
    if merge_base == head and asked is None:
        return _before(repository, deepening, head)
    if merge_base is None or merge_base == target.commit:
        return revision_of(repository, target.commit, label=target.name)
    return revision_of(repository, merge_base, label=f"merge base with {target.name}")


def _target(repository: Repository, deepening: Deepening, asked: str | None) -> _Target:
    for name in (asked,) if asked is not None else _DEFAULT_BRANCHES:
        if commit := commit_of(repository, name):
            return _Target(commit, name)
    name = asked or "HEAD"
    if commit := deepening.tip(name):
        return _Target(commit, name if asked else "origin/HEAD")
    if repository.is_shallow:
        raise ChangeError(
            f"the base {asked or 'branch'} is not in this shallow clone {deepening.problem}", remedy=REMEDY
        )
    if asked is not None:
        raise ChangeError(f"there is no commit called {asked!r}", remedy="name an existing commit with --base")
    raise ChangeError(
        "no default branch was found (origin/HEAD, origin/main, origin/master, main, master)",
        remedy="name the base with --base, or: git remote set-head origin --auto",
    )


def _merge_base(repository: Repository, deepening: Deepening, target: _Target, head: str) -> str | None:
    while True:
        found = repository.git.run("merge-base", target.commit, head)
        if found.status == 0:
            return found.stdout.decode("ascii").split()[0]
        if found.status != 1:
            raise ChangeError(f"git merge-base failed: {found.stderr}", remedy="git fsck")
        if not repository.is_shallow:
            return None
        if not deepening.deepen(head, target.commit):
            raise ChangeError(
                f"the history between {head[:SHORT]} and {target.name} is not in this shallow clone "
                f"{deepening.problem}",
                remedy=REMEDY,
            )


def _before(repository: Repository, deepening: Deepening, head: str) -> Revision:
    parent = first_parent(repository, head)
    if parent is None:
        return NOTHING
    if commit_of(repository, parent) is None and not deepening.deepen(head):
        raise ChangeError(f"the parent of {head[:SHORT]} is not in this shallow clone", remedy=REMEDY)
    return revision_of(repository, parent, label=f"parent of {head[:SHORT]}")
