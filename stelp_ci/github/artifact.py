"""Reads one file out of an artifact that a stranger's run made: nothing is unpacked, nothing is followed."""

import os
import stat
import zipfile
from pathlib import Path, PurePosixPath

from stelp_ci.errors import HostileError

NAME = "stelp-report.json"
MAX_MEMBERS = 1000

_REMEDY = "nothing of it is posted; look at the run that made it"


def read_artifact(given: Path, *, limit: int) -> bytes:
    """The bytes of `stelp-report.json` in a folder or a zip file, or of the file itself; at most `limit`.

    Raises `HostileError` for a link, a device, a name that leads outside, a second file of that name, or more bytes.
    """
    try:
        kind = given.lstat().st_mode
        if stat.S_ISDIR(kind):
            return _regular(given / NAME, limit)
        if not stat.S_ISREG(kind):
            raise HostileError(f"{given.name} is neither a folder nor a file", remedy=_REMEDY)
        return _member(given, limit) if given.suffix == ".zip" else _regular(given, limit)
    except OSError as error:
        raise HostileError(f"the artifact cannot be read: {error}", remedy=_REMEDY) from error


def _regular(file: Path, limit: int) -> bytes:
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise HostileError(f"{file.name} is not a regular file", remedy=_REMEDY)
        return _bounded(opened.read(limit + 1), limit)


def _member(file: Path, limit: int) -> bytes:
    try:
        with zipfile.ZipFile(file) as archive:
            member = _only_report(archive.infolist())
            if member.file_size > limit:
                raise _too_large(member.file_size, limit)
            with archive.open(member) as opened:
                return _bounded(opened.read(limit + 1), limit)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise HostileError(f"the artifact is not a readable zip file: {error}", remedy=_REMEDY) from error


def _only_report(members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if len(members) > MAX_MEMBERS:
        raise HostileError(f"the artifact has {len(members)} members", remedy=_REMEDY)
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0:1]:
            raise HostileError("a name in the artifact leads outside of it", remedy=_REMEDY)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise HostileError("the artifact holds a symbolic link", remedy=_REMEDY)
    found = [member for member in members if member.filename == NAME]
    if len(found) != 1:
        raise HostileError(f"the artifact holds {len(found)} files called {NAME}, not one", remedy=_REMEDY)
    return found[0]


def _bounded(content: bytes, limit: int) -> bytes:
    if len(content) > limit:
        raise _too_large(len(content), limit)
    return content


def _too_large(size: int, limit: int) -> HostileError:
    return HostileError(f"the report has {size} bytes or more, and at most {limit} are read", remedy=_REMEDY)
