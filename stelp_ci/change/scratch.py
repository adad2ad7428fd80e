"""A bare repository of our own that borrows the user's objects: no setting, attribute or hook of theirs applies."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from stelp_ci.change.blobs import Blobs
from stelp_ci.change.git import Git
from stelp_ci.errors import ChangeError

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The tree without entries; git knows it without having stored it."""

_BIG_FILE = 16 << 20
"""Bytes above which a file that is not Python is taken for binary without being read."""

_CONFIG = f"""\
[core]
\trepositoryformatversion = 0
\tbare = true
\tbigFileThreshold = {_BIG_FILE}
"""

# A Python file has hunks even if it contains NUL bytes or if the change's own .gitattributes call it binary.
_ATTRIBUTES = "*.py diff\n*.pyi diff\n*.pyw diff\n"


class Scratch:
    """Our repository in a temporary directory; what we add (an index's tree, a patched tree) never leaves it."""

    def __init__(self, *, objects: Path | None) -> None:
        if objects is not None and not objects.is_dir():
            raise ChangeError(f"the repository has no object directory at {objects}", remedy="git fsck")
        self._directory = TemporaryDirectory(prefix="stelp-change-")
        self.git_dir = Path(self._directory.name)
        _write_bare_repository(self.git_dir, objects)
        self.git = Git(self.git_dir, {"GIT_DIR": str(self.git_dir), "GIT_INDEX_FILE": str(self.git_dir / "index")})
        self.blobs = Blobs(self.git_dir)

    def write_blobs(self, contents: Iterable[bytes]) -> list[str]:
        """Store each content as it is, without any filter, and return the object ids in the same order."""
        names: list[str] = []
        for number, content in enumerate(contents):
            (self.git_dir / f"blob-{number}").write_bytes(content)
            names.append(f"blob-{number}\n")
        if not names:
            return []
        listed = "".join(names).encode()
        return self.git.output("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=listed).decode().split()

    def close(self) -> None:
        """Remove the directory."""
        self._directory.cleanup()


def _write_bare_repository(git_dir: Path, objects: Path | None) -> None:
    for name in ("objects/info", "refs", "info"):
        (git_dir / name).mkdir(parents=True)
    (git_dir / "HEAD").write_text("ref: refs/heads/none\n")
    (git_dir / "config").write_text(_CONFIG)
    (git_dir / "info" / "attributes").write_text(_ATTRIBUTES)
    if objects is not None:
        (git_dir / "objects" / "info" / "alternates").write_bytes(_quoted(bytes(objects)) + b"\n")


def _quoted(path: bytes) -> bytes:
    """Quoted as git reads lines of `alternates`, so that no character of the path has a meaning there."""
    plain = {ord('"'): rb"\"", ord("\\"): rb"\\"}
    text = b"".join(plain.get(byte) or (bytes([byte]) if 32 <= byte < 127 else b"\\%03o" % byte) for byte in path)
    return b'"' + text + b'"'
