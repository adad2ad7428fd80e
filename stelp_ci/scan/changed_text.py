"""The changed files of one side as text, whatever their kind: for analysers that read more than Python."""

from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.model.change import EntryKind, FileChange
from stelp_ci.scan.analyser import View
from stelp_ci.scan.sources import Side


class Text(NamedTuple):
    """One file. `lines` are git's, without their ends; bytes that are not UTF-8 are replaced."""

    file: FileChange
    path: str
    lines: tuple[str, ...]

    @property
    def whole(self) -> str:
        """All lines, with LF between them."""
        return "\n".join(self.lines)

    @property
    def numbered(self) -> Iterator[tuple[int, str]]:
        """Each line with its number."""
        return enumerate(self.lines, start=1)


def changed_texts(view: View) -> Iterator[Text]:
    """Every changed regular file that this side has and that is text of at most `MAX_BYTES`. Raises `ScanError`."""
    for file in view.job.change.files:
        path = file.head_path if view.side is Side.HEAD else file.base_path
        if path is not None and file.entry in (EntryKind.FILE, EntryKind.EXECUTABLE) and not file.is_binary:
            lines = view.sources.lines(view.side, path)
            if lines is not None:
                yield Text(file, path, lines)
