"""The contexts that were learned, in the cache: one file for each tree with its locks, its Python and its settings.

A file that cannot be read counts as none: tests are then selected by names, which selects more.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import msgspec

from stelp_ci.model.contexts import FORMAT, Contexts

MOST_KEPT = 50
"""Files that stay, the latest ones."""

MAX_BYTES = 64 << 20


def contexts_file(cache: Path, parts: Iterable[str]) -> Path:
    """Where the contexts of a tree are kept, by all that decides them."""
    key = hashlib.sha256("\0".join((str(FORMAT), *parts)).encode("utf-8", "surrogateescape")).hexdigest()
    return cache / "contexts" / f"{key}.json"


def read_contexts(file: Path) -> Contexts | None:
    """None where nothing was learned of this tree."""
    try:
        if file.stat().st_size > MAX_BYTES:
            return None
        contexts = msgspec.json.decode(file.read_bytes(), type=Contexts)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return contexts if contexts.format == FORMAT else None


def write_contexts(file: Path, contexts: Contexts) -> None:
    """All at once or not at all. Raises `OSError`."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as made:
        made.write(msgspec.json.encode(contexts))
    os.replace(made.name, file)  # noqa: PTH105 - as the temporary file gives its name
    for old in sorted(file.parent.glob("*.json"), key=_written, reverse=True)[MOST_KEPT:]:
        old.unlink(missing_ok=True)


def _written(file: Path) -> float:
    with contextlib.suppress(OSError):
        return file.stat().st_mtime
    return 0.0
