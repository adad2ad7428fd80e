"""Names of commits: what a ref means, which tree a commit has, and whether history is cut off behind it."""

from stelp_ci.change.repository import Repository
from stelp_ci.errors import ChangeError
from stelp_ci.model.change import Revision

SHORT = 12


def commit_of(repository: Repository, ref: str) -> str | None:
    """The id of the commit that `ref` means, None if there is none. Raises `ChangeError` for what cannot be a ref."""
    if not ref or ref.startswith("-") or "\0" in ref:
        raise ChangeError(f"{ref!r} is not the name of a commit")
    found = repository.git.run("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    return found.stdout.decode("ascii").strip() if found.status == 0 else None


def revision_of(repository: Repository, commit: str, *, label: str) -> Revision:
    """The commit as one side of a change."""
    tree = repository.git.output("rev-parse", "--verify", f"{commit}^{{tree}}").decode("ascii").strip()
    return Revision(label=label, tree=tree, commit=commit)


def first_parent(repository: Repository, commit: str) -> str | None:
    """The id of the first parent as the commit itself names it, None for a root commit.

    NOTE: the commit object is read, because in a shallow clone `commit^` hides parents that were not fetched.
    """
    headers = repository.git.output("cat-file", "commit", commit).split(b"\n\n", 1)[0]
    for line in headers.split(b"\n"):
        if line.startswith(b"parent "):
            return line.removeprefix(b"parent ").decode("ascii")
    return None


def branch_name(repository: Repository, ref: str) -> str | None:
    """The branch that `ref` names, if it does: `HEAD` and remote branches are resolved to their short name."""
    found = repository.git.run("rev-parse", "--symbolic-full-name", "--verify", "--quiet", ref)
    name = found.stdout.decode("utf-8", "replace").strip() if found.status == 0 else ""
    if name.startswith("refs/heads/"):
        return name.removeprefix("refs/heads/")
    if name.startswith("refs/remotes/"):
        return name.removeprefix("refs/remotes/").partition("/")[2]
    return None
