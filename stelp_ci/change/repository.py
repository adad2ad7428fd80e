"""Where the repository is, as git itself finds it."""

from pathlib import Path
from typing import NamedTuple

from stelp_ci.change.git import Git
from stelp_ci.errors import ChangeError


class NotARepositoryError(ChangeError):
    """There is no repository at the given directory or above it."""


class Repository(NamedTuple):
    """A repository that may be read: `git` runs in it. All paths are absolute."""

    git: Git
    git_dir: Path
    common_dir: Path
    objects: Path

    @property
    def is_shallow(self) -> bool:
        """Whether some history is missing."""
        return (self.common_dir / "shallow").is_file()


def find_repository(directory: Path) -> Repository:
    """The repository that `directory` is in. Raises `NotARepositoryError`, or `ChangeError` if it may not be read."""
    if not directory.is_dir():
        raise NotARepositoryError(f"{directory} is not a directory", remedy="pass a repository with --repo")
    git = Git(directory.resolve())
    found = git.run(
        "rev-parse",
        "--path-format=absolute",
        "--show-object-format",
        "--git-dir",
        "--git-common-dir",
        "--git-path",
        "objects",
    )
    if found.status != 0:
        raise _not_readable(directory, found.stderr)
    lines = [line.decode("utf-8", "surrogateescape") for line in found.stdout.split(b"\n")[:-1]]
    if len(lines) != 4:
        raise ChangeError(f"the repository of {directory} has a line break in its path", remedy="move it elsewhere")
    if lines[0] != "sha1":
        raise ChangeError(f"the repository of {directory} names its objects by {lines[0]}; only sha1 can be read")
    return Repository(git, *(Path(line) for line in lines[1:]))


def _not_readable(directory: Path, stderr: str) -> ChangeError:
    if "dubious ownership" in stderr:
        return ChangeError(
            f"git refuses to read {directory}: it belongs to another user",
            remedy=f"if you trust it: git config --global --add safe.directory {directory.resolve()}",
        )
    if "not a git repository" in stderr:
        return NotARepositoryError(
            f"{directory} is not inside a git repository",
            remedy="pass a repository with --repo",
        )
    return ChangeError(f"git cannot read the repository at {directory}: {stderr}")
