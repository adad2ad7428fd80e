"""The change between HEAD and the index, without touching either."""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

from stelp_ci.change.author import author_of
from stelp_ci.change.comparison import NOTHING, Comparison
from stelp_ci.change.repository import Repository, find_repository
from stelp_ci.change.revisions import branch_name, commit_of, revision_of
from stelp_ci.change.scratch import EMPTY_TREE, Scratch
from stelp_ci.errors import ChangeError
from stelp_ci.model.change import Revision
from stelp_ci.model.report import Invocation


def compare_staged(invocation: Invocation) -> Comparison:
    """Compare the index with `invocation.base` (default HEAD; nothing before the first commit).

    While a commit is being amended HEAD is still the old commit: what is judged is what the amendment adds to it.
    Raises `ChangeError` for unmerged entries and for a base that does not exist.
    """
    repository = find_repository(Path(invocation.repo))
    base = _base(repository, invocation.base)
    author = author_of((), branch=branch_name(repository, "HEAD"))
    with ExitStack() as opened:
        scratch = Scratch(objects=repository.objects)
        opened.callback(scratch.close)
        head = Revision(label="staged", tree=_index_tree(scratch, repository))
        opened.pop_all()
    return Comparison(scratch, base, head, author)


def _base(repository: Repository, asked: str | None) -> Revision:
    commit = commit_of(repository, asked or "HEAD")
    if commit is not None:
        return revision_of(repository, commit, label=asked or "HEAD")
    if asked is not None:
        raise ChangeError(f"there is no commit called {asked!r}", remedy="name an existing commit with --base")
    return NOTHING


def _index_tree(scratch: Scratch, repository: Repository) -> str:
    """The tree that a commit of the index would have, written into `scratch` from a copy of the index."""
    index = _index_file(repository)
    if not index.is_file():
        return EMPTY_TREE
    shutil.copyfile(index, scratch.git_dir / "index")
    for shared in index.parent.glob("sharedindex.*"):
        shutil.copyfile(shared, scratch.git_dir / shared.name)
    written = scratch.git.run("write-tree")
    if written.status != 0:
        if "unmerged" in written.stderr:
            raise ChangeError("the index has unmerged entries", remedy="resolve the conflicts and stage the result")
        raise ChangeError(f"the index cannot be read: {written.stderr}", remedy="git fsck")
    return written.stdout.decode("ascii").strip()


def _index_file(repository: Repository) -> Path:
    """The index in use: `git commit -a` and `git commit FILE` run their hooks with an index of their own.

    GIT_INDEX_FILE is believed only together with a GIT_DIR that is this repository's, or with none.
    """
    top = _top(repository)
    named = os.environ.get("GIT_INDEX_FILE")
    if not named:
        return repository.git_dir / "index"
    git_dir = os.environ.get("GIT_DIR")
    if git_dir and (top / git_dir).resolve() != repository.git_dir.resolve():
        return repository.git_dir / "index"
    return top / named


def _top(repository: Repository) -> Path:
    """The top of the work tree: where hooks run, and what git's relative variables are relative to."""
    found = repository.git.run("rev-parse", "--show-toplevel")
    if found.status != 0:
        raise ChangeError(f"a bare repository has nothing staged: {found.stderr}", remedy="leave out --staged")
    return Path(os.fsdecode(found.stdout.removesuffix(b"\n")))
