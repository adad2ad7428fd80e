"""What pyright said about a base tree, kept between runs under a key over everything it depends on."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from stelp_ci.scan.pyright_run import Diagnostic

_FORMAT = "1"
_Diagnostics = tuple[Diagnostic, ...]


def cache_key(*, tree: str, config: bytes, layers: Sequence[Path], version: str) -> str:
    """The name of an entry. Layers count by their path and by the names in them, which carry the versions."""
    digest = hashlib.sha256()
    names = [f"{layer}:{' '.join(sorted(os.listdir(layer)))}" for layer in layers if layer.is_dir()]  # noqa: PTH208
    for part in (_FORMAT, tree, version, *names):
        digest.update(part.encode("utf-8", "backslashreplace") + b"\0")
    digest.update(config)
    return digest.hexdigest()


def load(directory: Path, key: str) -> _Diagnostics | None:
    """The entry, or None: absent, cut off, altered or of another shape all mean that it must be made again."""
    try:
        content = (directory / key).read_bytes()
    except OSError:
        return None
    checksum, _, body = content.partition(b"\n")
    if checksum != _checksum(key, body):
        return None
    try:
        return msgspec.json.decode(body, type=_Diagnostics)
    except msgspec.DecodeError:
        return None


def store(directory: Path, key: str, found: _Diagnostics) -> None:
    """Write the entry whole or not at all. A cache that cannot be written costs time, not correctness."""
    body = msgspec.json.encode(found)
    with contextlib.suppress(OSError):
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=directory, delete=False) as file:
            file.write(_checksum(key, body) + b"\n" + body)
        Path(file.name).replace(directory / key)


def _checksum(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode() + body).hexdigest().encode()
