"""git for hooks: the repository that the commit is made in, and the index that git says is in use."""

import os
import subprocess
from typing import NamedTuple

from stelp_ci.change.environment import environment_of
from stelp_ci.errors import ChangeError

TIMEOUT_S = 120.0


class Repository(NamedTuple):
    """A work tree. Paths are absolute; `index_file` is set where git runs its hooks with an index of their own."""

    top: str
    git_dir: str
    index_file: str | None = None

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """The output of a git command that must succeed. Raises `ChangeError` with git's own words if it does not."""
        status, output, errors = _run(arguments, self.top, self.index_file, stdin)
        if status != 0:
            raise ChangeError(f"git {arguments[0]} failed: {errors or f'exit status {status}'}")
        return output

    def asks(self, *arguments: str) -> bytes | None:
        """The output of a git command that may fail; None where it does."""
        status, output, _ = _run(arguments, self.top, self.index_file, b"")
        return output if status == 0 else None


def find_repository(directory: str = ".") -> Repository:
    """The work tree around `directory`. Raises `ChangeError` where there is none.

    The usual place is looked at first: asking git costs a process.
    """
    top = os.path.realpath(directory)
    git_dir = os.path.join(top, ".git")  # noqa: PTH118 - pathlib is slow to import
    if "GIT_DIR" not in os.environ and os.path.isdir(git_dir):  # noqa: PTH112 - the same
        return Repository(top, git_dir, _index(top, git_dir))
    status, output, errors = _run(("rev-parse", "--show-toplevel", "--absolute-git-dir"), directory, None, b"")
    lines = os.fsdecode(output).split("\n")
    if status != 0 or len(lines) != 3:
        raise ChangeError(
            f"a hook needs a git work tree: {errors or 'a line break in its path'}",
            remedy="run it inside a repository",
        )
    top, git_dir, _ = lines
    return Repository(top, git_dir, _index(top, git_dir))


def _index(top: str, git_dir: str) -> str | None:
    """The index that `git commit -a` and `git commit FILE` hand to their hooks.

    It is believed only together with a GIT_DIR that is this repository's, or with none.
    """
    named, said = os.environ.get("GIT_INDEX_FILE"), os.environ.get("GIT_DIR")
    if not named:
        return None
    if said and os.path.realpath(os.path.join(top, said)) != os.path.realpath(git_dir):  # noqa: PTH118 - pathlib is slow to import
        return None
    return os.path.join(top, named)  # noqa: PTH118 - the same


def _run(arguments: tuple[str, ...], directory: str, index: str | None, stdin: bytes) -> tuple[int, bytes, str]:
    extra = {"GIT_INDEX_FILE": index} if index else {}
    try:
        done = subprocess.run(
            ["git", *arguments],  # noqa: S607 - the developer's own git, as it runs this hook
            cwd=directory,
            env=environment_of(extra),
            input=stdin,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except FileNotFoundError as error:
        raise ChangeError("git is not installed", remedy="install git") from error
    except subprocess.TimeoutExpired as error:
        raise ChangeError(f"git {arguments[0]} took longer than {TIMEOUT_S:g} s") from error
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip()
