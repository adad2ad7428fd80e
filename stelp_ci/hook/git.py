"""git for hooks: the repository that the commit is made in, and the index that git says is in use."""

import os
import subprocess
from collections.abc import Iterable
from typing import NamedTuple

from stelp_ci.change.environment import environment_of
from stelp_ci.errors import ChangeError

TIMEOUT_S = 120.0


Arguments = tuple[str, ...]
Begun = dict[Arguments, subprocess.Popen[bytes]]


class Repository(NamedTuple):
    """A work tree. Paths are absolute; `index_file` is set where git runs its hooks with an index of their own."""

    top: str
    git_dir: str
    index_file: str | None = None
    begun: "Begun | None" = None

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """The output of a git command that must succeed. Raises `ChangeError` with git's own words if it does not."""
        status, output, errors = self._answer(arguments, stdin)
        if status != 0:
            raise ChangeError(f"git {arguments[0]} failed: {errors or f'exit status {status}'}")
        return output

    def asks(self, *arguments: str) -> bytes | None:
        """The output of a git command that may fail; None where it does."""
        status, output, _ = self._answer(arguments, b"")
        return output if status == 0 else None

    def asking(self, questions: Iterable[Arguments]) -> "Repository":
        """The same, with `questions` already put to git: it works on them while the hook is loaded.

        Raises `ChangeError` where git is missing. `close` ends what nobody took.
        """
        return self._replace(begun={words: _start(words, self.top, self.index_file) for words in questions})

    def close(self) -> None:
        """End what was begun ahead and is not needed."""
        for process in (self.begun or {}).values():
            process.kill()
            process.communicate()

    def _answer(self, arguments: Arguments, stdin: bytes) -> tuple[int, bytes, str]:
        process = (self.begun or {}).pop(arguments, None) or _start(arguments, self.top, self.index_file)
        return _end(process, arguments, stdin)


def find_repository(directory: str = ".") -> Repository:
    """The work tree around `directory`. Raises `ChangeError` where there is none.

    The usual place is looked at first: asking git costs a process.
    """
    top = os.path.realpath(directory)
    git_dir = os.path.join(top, ".git")  # noqa: PTH118 - pathlib is slow to import
    if "GIT_DIR" not in os.environ and os.path.isdir(git_dir):  # noqa: PTH112 - the same
        return Repository(top, git_dir, _index(top, git_dir))
    asked = ("rev-parse", "--show-toplevel", "--absolute-git-dir")
    status, output, errors = _end(_start(asked, directory, None), asked, b"")
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


def _start(arguments: Arguments, directory: str, index: str | None) -> "subprocess.Popen[bytes]":
    extra = {"GIT_INDEX_FILE": index} if index else {}
    try:
        return subprocess.Popen(
            ["git", *arguments],  # noqa: S607 - the developer's own git, as it runs this hook
            cwd=directory,
            env=environment_of(extra),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise ChangeError("git is not installed", remedy="install git") from error


def _end(process: "subprocess.Popen[bytes]", arguments: Arguments, stdin: bytes) -> tuple[int, bytes, str]:
    try:
        output, errors = process.communicate(stdin, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.communicate()
        raise ChangeError(f"git {arguments[0]} took longer than {TIMEOUT_S:g} s") from error
    return process.returncode, output, errors.decode("utf-8", "replace").strip()
