"""Writing what was rendered: whole files or none, and a reader of stdout who may go away."""

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from stelp_ci.cli.unread import quiet_when_unread
from stelp_ci.errors import ReportError


def write_stdout(text: str) -> None:
    """`text` as UTF-8 on stdout, whatever the locale; quiet when the reader has gone away."""
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison] - it is None when descriptor 1 was closed
        return
    with quiet_when_unread():
        binary = getattr(sys.stdout, "buffer", None)
        if binary is None:  # a test's or an embedder's replacement
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            binary.write(text.encode("utf-8", "backslashreplace"))
            binary.flush()


def write_file(path: Path, text: str) -> None:
    """`text` in `path` as a whole, or not at all. Raises `ReportError`.

    A device or a pipe (`/dev/stdout`, `/dev/null`) is written to; replacing it by a file would take it from everybody.
    """
    try:
        target = path.resolve()
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            target.write_text(text, encoding="utf-8", errors="backslashreplace")
        else:
            _replace(target, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise ReportError(
            f"cannot write {path}: {error.strerror or error}",
            remedy="Choose another path with --output, or free space.",
        ) from error


def _replace(target: Path, content: bytes) -> None:
    draft = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        draft.replace(target)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
