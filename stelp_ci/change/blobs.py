"""Reads blobs from one `git cat-file --batch` stream, through GitPython."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from stelp_ci.change.git import fixed_environment
from stelp_ci.errors import ChangeError

if TYPE_CHECKING:
    from git.cmd import Git as GitCommand

CHUNK = 1 << 20
MAX_BLOB = 256 << 20
"""Bytes that one file may have; a larger one is not read, and the change cannot be judged."""

_OID = re.compile(r"[0-9a-f]{40}")


class Blobs:
    """The blobs that one bare repository of ours can reach. Not thread-safe; close it."""

    def __init__(self, git_dir: Path) -> None:
        self._git_dir = git_dir
        self._command: GitCommand | None = None

    def read(self, oid: str, *, limit: int = MAX_BLOB) -> bytes:
        """The whole content. Raises `ChangeError` if the blob is missing or has more than `limit` bytes."""
        return b"".join(self._chunks(oid, limit))

    def copy(self, oid: str, sink: BinaryIO) -> int:
        """Write the content to `sink` and return its size in bytes. Raises like `read`."""
        return sum(sink.write(chunk) for chunk in self._chunks(oid, MAX_BLOB))

    def size(self, oid: str) -> int:
        """The number of bytes, without reading them. Raises `ChangeError` if the blob is missing."""
        self._check(oid)
        try:
            return self._open().get_object_header(oid)[2]
        except (ValueError, OSError) as error:
            raise _missing(oid) from error

    def close(self) -> None:
        """End the stream."""
        if self._command is not None:
            self._command.clear_cache()
            self._command = None

    def _chunks(self, oid: str, limit: int) -> Iterator[bytes]:
        self._check(oid)
        try:
            _, kind, size, stream = self._open().stream_object_data(oid)
        except (ValueError, OSError) as error:
            raise _missing(oid) from error
        # NOTE: GitPython declares text here and returns bytes.
        wanted = kind in ("blob", b"blob") and size <= limit
        seen = 0
        # An unwanted object is still read to its end: the next answer follows it in the same stream.
        while chunk := stream.read(CHUNK):
            seen += len(chunk)
            if wanted:
                yield chunk
        if not wanted:
            raise ChangeError(f"object {oid} is not a file of at most {limit >> 10} KiB")
        if seen != size:
            raise ChangeError(f"object {oid} ended after {seen} of {size} bytes")

    def _check(self, oid: str) -> None:
        if not _OID.fullmatch(oid):
            raise ChangeError(f"{oid!r} is not an object id")

    def _open(self) -> "GitCommand":
        if self._command is None:
            from git.cmd import Git as GitCommand

            self._command = GitCommand(self._git_dir)
            self._command.update_environment(**_redirected_to(self._git_dir))
        return self._command


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


def _missing(oid: str) -> ChangeError:
    return ChangeError(
        f"object {oid} is not in the repository",
        remedy="if it is a partial clone: git fetch --refetch --no-filter; else: git fsck",
    )
