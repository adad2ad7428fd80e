"""`stelp-ci bench fetch`: brings the public data that the benchmarks read, each file held to its SHA-256."""

import hashlib
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import Request, urlopen

import msgspec

from stelp_ci.errors import StelpError, UsageError
from stelp_ci.model.ports import Progress
from stelp_ci.resources import resource

MANIFEST = "manifest.toml"
MOST_BYTES = 64 << 20
TIMEOUT_S = 60
PIECE = 1 << 20
SCHEMES = ("https://", "http://127.0.0.1:")
"""Addresses that are asked: the second is this machine's own, for a mirror."""


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file: where it lies below the folder of data, where it comes from, and what it has to be."""

    path: str
    address: str
    sha256: str


class DataSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One public set. `commit` is the commit or tag of its source; `split` tells safe from unsafe programs."""

    name: str
    holds: str
    split: str
    source: str
    commit: str
    licence: str
    files: tuple[File, ...]


class _Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    set: tuple[DataSet, ...]


class Fetched(NamedTuple):
    """One file and what became of it: `present`, `fetched`, or why it could not be had."""

    file: File
    outcome: str

    @property
    def is_there(self) -> bool:
        """Whether the file lies there as it has to be."""
        return self.outcome in ("present", "fetched")


def read_manifest(path: Path | None = None) -> tuple[DataSet, ...]:
    """The sets that benchmarks know. Raises `StelpError` for a manifest that is missing or says something else."""
    folder = resource("datasets")
    file = path or (folder and folder / MANIFEST)
    if file is None:
        raise StelpError("the manifest of public data is missing", remedy="Install stelp-ci again.")
    try:
        return msgspec.convert(tomllib.loads(file.read_text("utf-8")), _Manifest).set
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise StelpError(f"{file}: {error}", remedy="Install stelp-ci again.") from error


def fetch(sets: tuple[DataSet, ...], data: Path, progress: Progress) -> Iterator[Fetched]:
    """Every file of `sets`, in order: what lies below `data` as it has to be is left alone, the rest is brought.

    Raises `UsageError` where the folder cannot be written to.
    """
    for file in (file for one in sets for file in one.files):
        progress.begin("fetch", file.path)
        target = data / file.path
        if _digest(target) == file.sha256:
            yield Fetched(file, "present")
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            yield Fetched(file, _brought(file, target))
        except OSError as error:
            raise UsageError(
                f"{target}: {error.strerror or error}", remedy="Give another folder with --data."
            ) from error
    progress.end("fetch")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _brought(file: File, target: Path) -> str:
    """Download into a file beside the target, and put it there only if it is what it has to be."""
    if not file.address.startswith(SCHEMES):
        return f"its address is not asked: {file.address}"
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".fetch-", delete=False) as part:
        wrong = _downloaded(file, part.write)
    if not wrong:
        Path(part.name).replace(target)
        return "fetched"
    Path(part.name).unlink()
    return wrong


def _downloaded(file: File, write: Callable[[bytes], object]) -> str:
    """Write what the address gives; nothing where it is what it has to be, else what is wrong with it."""
    digest, size = hashlib.sha256(), 0
    try:
        request = Request(file.address, headers={"User-Agent": "stelp-ci"})  # noqa: S310 - see SCHEMES
        with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            while piece := answer.read(PIECE):
                size += len(piece)
                if size > MOST_BYTES:
                    return f"it has more than {MOST_BYTES >> 20} MiB"
                digest.update(piece)
                write(piece)
    except (URLError, TimeoutError, ConnectionError, ValueError) as error:
        return f"it cannot be had: {getattr(error, 'reason', error)}"
    found = digest.hexdigest()
    return "" if found == file.sha256 else f"it is another file: SHA-256 {found[:16]} instead of {file.sha256[:16]}"


def as_text(done: list[Fetched]) -> str:
    """A line for each file."""
    width = max((len(one.file.path) for one in done), default=0)
    return "".join(f"{one.file.path:<{width}}  {one.outcome}\n" for one in done)
