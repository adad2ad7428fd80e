"""Reads a unified diff as git, diff and mailers write it: one FilePatch for each file. Pure and strict.

Each hunk that `sections` has cut out is read by unidiff; what either of them doubts is refused, not half read.
Format: https://git-scm.com/docs/diff-format#generate_patch_text_with_p
"""

import io
from typing import NamedTuple

from stelp_ci.change.hunks import HunkHeader
from stelp_ci.change.names import shown
from stelp_ci.change.patch_names import PatchNames, names_of
from stelp_ci.change.sections import FileText, HunkText, cut
from stelp_ci.errors import ChangeError

MAX_DIFF = 64 << 20
"""Bytes of a diff that is given as text."""

_MODES = frozenset({0o100644, 0o100755, 0o120000, 0o160000})


class PatchHunk(NamedTuple):
    """Lines with their line ends: those that the base must have, and those that replace them."""

    header: HunkHeader
    base: tuple[bytes, ...]
    head: tuple[bytes, ...]


class FilePatch(NamedTuple):
    """What the diff does to one file; modes are None where the diff does not say them."""

    names: PatchNames
    base_mode: int | None
    head_mode: int | None
    hunks: tuple[PatchHunk, ...]


def read_patch(text: str) -> tuple[FilePatch, ...]:
    """The files of a diff; bytes that are not UTF-8 arrive as surrogate escapes. Raises `ChangeError`.

    Blank text is an empty diff. Text without any diff in it is an error.
    """
    data = _encoded(text)
    lines = list(io.BytesIO(data if data.endswith(b"\n") else data + b"\n"))
    files = tuple(_file_patch(file) for file in cut(lines))
    if not files and data.strip():
        raise ChangeError("the text has no diff in it", remedy="make the diff with: git diff BASE HEAD")
    return files


def _encoded(text: str) -> bytes:
    try:
        data = text.removeprefix("\ufeff").encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise ChangeError("the diff holds characters that no file can hold") from error
    if len(data) > MAX_DIFF:
        raise ChangeError(f"the diff has {len(data)} bytes, more than {MAX_DIFF >> 20} MiB")
    return data


def _file_patch(file: FileText) -> FilePatch:
    names = names_of(file.headers)
    if any(header.startswith((b"Binary files ", b"GIT binary patch")) for header in file.headers):
        raise ChangeError(
            f"{shown(names.path)!r} is binary: a diff cannot say what it becomes",
            remedy="judge commits instead: --base REF --head REF",
        )
    hunks = tuple(_read_hunk(hunk) for hunk in file.hunks)
    return FilePatch(
        names,
        _mode(file.headers, b"old mode ", b"deleted file mode "),
        _mode(file.headers, b"new mode ", b"new file mode "),
        hunks,
    )


def _mode(headers: list[bytes], *prefixes: bytes) -> int | None:
    for header in headers:
        for prefix in prefixes:
            if header.startswith(prefix):
                return _known_mode(header.removeprefix(prefix).strip())
    return None


def _known_mode(text: bytes) -> int:
    mode = int(text, 8) if len(text) == 6 and text.isdigit() and not set(text) & set(b"89") else 0
    if mode not in _MODES:
        raise ChangeError(f"the diff has the unknown file mode {shown(text)!r}")
    return mode


def _read_hunk(hunk: HunkText) -> PatchHunk:
    from unidiff.constants import LINE_TYPE_NO_NEWLINE
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    # Latin-1 keeps every byte as one character.
    text = ["--- a\n", "+++ b\n", *(line.decode("latin-1") for line in hunk.lines)]
    try:
        read = PatchSet(text)[0][0]
    except (UnidiffParseError, IndexError) as error:
        raise ChangeError(f"line {hunk.line} of the diff: {error}") from error
    base: list[bytes] = []
    head: list[bytes] = []
    last: list[list[bytes]] = []
    for line in read:
        if line.line_type == LINE_TYPE_NO_NEWLINE:
            for side in last:
                side[-1] = side[-1].removesuffix(b"\n")
            continue
        last = [side for side, skipped in ((base, line.is_added), (head, line.is_removed)) if not skipped]
        for side in last:
            side.append(line.value.encode("latin-1"))
    return PatchHunk(hunk.header, tuple(base), tuple(head))
