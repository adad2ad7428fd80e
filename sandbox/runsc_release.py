"""One dated gVisor release: its lock file, its download checked twice, and its archive unpacked without trust.

What a release holds: https://gvisor.dev/docs/user_guide/install/ (`runsc`, the containerd shim, and since 2026 the
programs under `gvisor-bin/` that must stay beside runsc).
"""

import hashlib
import re
import shutil
import tarfile
import tomllib
import urllib.parse
import urllib.request
from pathlib import Path
from typing import NamedTuple

ARCHIVE = "gvisor.tar.bz2"
ARCHITECTURES = ("x86_64", "aarch64")
ARCHIVE_LIMIT = 512 * 1024 * 1024
UNPACKED_LIMIT = 1024 * 1024 * 1024
MEMBER_LIMIT = 64
TIMEOUT_S = 60.0
RELEASE_NAME = re.compile(r"20[0-9]{6}(\.[0-9]{1,3})?")
_DIGEST = re.compile(r"[0-9a-f]{128}")
_WANTED = re.compile(r"(?:\./)?(runsc|gvisor-bin/[A-Za-z0-9][A-Za-z0-9._-]*)")
_KNOWN = re.compile(r"(?:\./)?(gvisor-bin/?|containerd-shim-runsc-v1)|\.")


class Refusal(Exception):
    """Something is not as it must be; `remedy` says what mends it."""

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class Lock(NamedTuple):
    """`sandbox/runsc.lock`: where releases are published, which one is meant, and its digest per architecture."""

    base: str
    release: str
    sha512: dict[str, str]


def read_lock(path: Path) -> Lock:
    """The lock file. Raises `Refusal` for anything but the form that `write_lock` writes."""
    remedy = "Restore sandbox/runsc.lock from the repository."
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        base, release, digests = str(content["base"]), str(content["release"]), dict(content["sha512"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{path} cannot be read: {error!r}", remedy=remedy) from error
    known = all(arch in ARCHITECTURES and _DIGEST.fullmatch(str(digest)) for arch, digest in digests.items())
    if not known or (release and not RELEASE_NAME.fullmatch(release)) or (digests and not release):
        raise Refusal(f"{path} holds no release with SHA-512 digests", remedy=remedy)
    return Lock(base, release, {str(arch): str(digest) for arch, digest in digests.items()})


def write_lock(path: Path, lock: Lock) -> None:
    """Replace release and digests; the comment at the top and the base address stay."""
    comment = "".join(line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line[0] == "#")
    digests = "".join(f'{arch} = "{digest}"\n' for arch, digest in sorted(lock.sha512.items()))
    draft = path.with_suffix(".part")
    draft.write_text(
        f'{comment}base = "{lock.base}"\nrelease = "{lock.release}"\n\n[sha512]\n{digests}', encoding="utf-8"
    )
    draft.replace(path)


def fetch(lock: Lock, architecture: str, folder: Path) -> tuple[Path, str]:
    """Download the archive and hold it against the sum published beside it; the archive and its SHA-512."""
    address = f"{lock.base}/{lock.release}/{architecture}/{ARCHIVE}"
    archive = folder / f"{architecture}-{ARCHIVE}"
    published = _published_sum(_download(f"{address}.sha512", folder / "sum", limit=4096).read_bytes(), address)
    _download(address, archive, limit=ARCHIVE_LIMIT)
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha512").hexdigest()
    if found != published:
        raise Refusal(
            f"{address} is not what its publisher says: SHA-512 {found}, published {published}",
            remedy="Try again later; if it stays, do not use this release.",
        )
    return archive, found


def check_locked(lock: Lock, architecture: str, found: str) -> None:
    """Refuse a download whose digest is not the one in the lock."""
    if found != lock.sha512.get(architecture):
        raise Refusal(
            f"release {lock.release} for {architecture} is not the one that was locked: SHA-512 {found}",
            remedy="The published release was changed. Choose another: make lock-runsc RELEASE=YYYYMMDD.N",
        )


def unpack(archive: Path, folder: Path) -> list[Path]:
    """The release's programs below `folder`, as paths relative to it, runsc last. Links and stray names are refused."""
    try:
        with tarfile.open(archive, "r:bz2") as content:
            programs = [path for member in _members(content) if (path := _unpacked(content, member, folder))]
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Refusal(f"{archive.name} is not a whole archive: {error}", remedy="Try again.") from error
    if Path("runsc") not in programs:
        raise Refusal(
            f"the archive {archive.name} holds no runsc", remedy="Choose another release: make lock-runsc RELEASE=..."
        )
    return sorted(programs, key=lambda path: (path == Path("runsc"), path))


def _members(content: tarfile.TarFile) -> list[tarfile.TarInfo]:
    members: list[tarfile.TarInfo] = []
    for member in content:
        members.append(member)
        if len(members) > MEMBER_LIMIT or sum(one.size for one in members) > UNPACKED_LIMIT:
            raise Refusal("the archive is larger than any release", remedy="Do not use this release.")
    return members


def _unpacked(content: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> Path | None:
    wanted = _WANTED.fullmatch(member.name)
    if not wanted or not member.isfile():
        if _KNOWN.fullmatch(member.name) and (member.isfile() or member.isdir()):
            return None
        raise Refusal(f"the archive holds {member.name!r}, which no release has", remedy="Do not use this release.")
    path = Path(wanted[1])
    target = folder / path
    target.parent.mkdir(exist_ok=True)
    source = content.extractfile(member)
    if source is None or target.exists():
        raise Refusal(f"the archive holds {member.name!r} twice", remedy="Do not use this release.")
    with source, target.open("xb") as file:
        shutil.copyfileobj(source, file)
    target.chmod(0o755)
    return path


def _published_sum(content: bytes, address: str) -> str:
    words = content.decode("ascii", "replace").split()
    if not words or len(words) > 2 or not _DIGEST.fullmatch(words[0]):
        raise Refusal(f"{address}.sha512 is not a SHA-512 sum", remedy="Check the release's name.")
    return words[0]


def _download(address: str, target: Path, *, limit: int) -> Path:
    _refuse_plain_http(address)
    remedy = "Check the network and the release's name, then run `make setup` again."
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as response:  # noqa: S310 - https, checked above and below
            _refuse_plain_http(response.url)
            expected = response.headers.get("Content-Length")
            with target.open("wb") as file:
                while chunk := response.read(1 << 20):
                    file.write(chunk)
                    if file.tell() > limit:
                        raise Refusal(f"{address} is larger than {limit} bytes", remedy=remedy)
    except (OSError, ValueError) as error:
        raise Refusal(f"cannot download {address}: {error}", remedy=remedy) from error
    if expected is not None and expected != str(target.stat().st_size):
        raise Refusal(f"{address} ended after {target.stat().st_size} of {expected} bytes", remedy=remedy)
    return target


def _refuse_plain_http(address: str) -> None:
    parts = urllib.parse.urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname == "127.0.0.1"):
        raise Refusal(f"{address} is not https", remedy="Correct `base` in sandbox/runsc.lock.")
