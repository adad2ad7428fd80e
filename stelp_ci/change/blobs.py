"""Reads blobs in one `git cat-file --batch` stream, through GitPython."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING

from stelp_ci.change.environment import fixed_environment
from stelp_ci.errors import ChangeError

if TYPE_CHECKING:
    from git.cmd import Git as GitCommand

MAX_BLOB = 128 << 20
"""Bytes that one file may have, more than GitHub takes; a larger one is not read, and the change cannot be judged."""

_ONE_AT_A_TIME = Lock()
_OID = re.compile(r"[0-9a-f]{40}")
_ANSWER = re.compile(rb"(?P<oid>[0-9a-f]{40}) (?P<kind>[a-z]+) (?P<size>\d{1,18})\n")


class Blobs:
    """The blobs that one bare repository of ours can reach."""

    def __init__(self, git_dir: Path) -> None:
        self._git_dir = git_dir

    def read(self, oid: str) -> bytes:
        """The content of one blob. Raises `ChangeError` if it is missing or larger than `MAX_BLOB`."""
        return next(self.read_all([oid]))

    def read_all(self, oids: Sequence[str]) -> Iterator[bytes]:
        """The contents in the same order, one at a time in memory. Raises like `read`."""
        if not oids:
            return
        if bad := next((oid for oid in oids if not _OID.fullmatch(oid)), None):
            raise ChangeError(f"{bad!r} is not an object id")
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{oid}\n" for oid in oids).encode())
            asked.seek(0)
            # All questions at once: one answer at a time would wait for the scheduler at every file.
            process = self._command().cat_file("--batch", "--buffer", istream=asked, as_process=True)
            for oid in oids:
                yield _answer(process.stdout, oid)

    def _command(self) -> "GitCommand":
        command = _git_command()(self._git_dir)
        command.update_environment(**_redirected_to(self._git_dir))
        return command


def _git_command() -> "type[GitCommand]":
    """NOTE: its modules import each other in circles; threads that first do so at once would meet one half made."""
    with _ONE_AT_A_TIME:
        from git.cmd import Git as GitCommand
    return GitCommand


def _answer(stdout: IO[bytes], oid: str) -> bytes:
    line = stdout.readline()
    header = _ANSWER.fullmatch(line)
    if header is None or header["oid"].decode("ascii") != oid:
        raise ChangeError(
            f"object {oid} is not in the repository",
            remedy="if it is a partial clone: git fetch --refetch --no-filter; else: git fsck",
        )
    size = int(header["size"])
    if header["kind"] != b"blob" or size > MAX_BLOB:
        raise ChangeError(f"object {oid} is not a file of at most {MAX_BLOB >> 20} MiB")
    content = stdout.read(size + 1)
    if len(content) != size + 1:
        raise ChangeError(f"object {oid} ended after {len(content)} of {size} bytes", remedy="git fsck")
    return content[:-1]


def _redirected_to(git_dir: Path) -> dict[str, str]:
    """Every variable by which the caller's environment could redirect `cat-file`, set to our own repository."""
    return fixed_environment() | {
        "GIT_DIR": str(git_dir),
        "GIT_COMMON_DIR": str(git_dir),
        "GIT_OBJECT_DIRECTORY": str(git_dir / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
        "GIT_CONFIG_PARAMETERS": "",
        "GIT_NAMESPACE": "",
    }
