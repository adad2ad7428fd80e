"""The diff as the page shows it: lines with their numbers, and the notes that stand beside them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci.model.change import FileChange
from stelp_ci.model.report import Report
from stelp_ci.model.shown import ShownFile, ShownHunk
from stelp_ci.report.html.notes import Note, notes
from stelp_ci.report.html.places import Places, line_anchor

MAX_NOTES = 4
"""Notes at one line, and above one file; the others are counted, and all of them stand in the sections above."""

CLASSES = {"+": "add", "-": "del"}


class Line(NamedTuple):
    """One line: `sign` is `+`, `-` or a space, numbers are empty on the side that lacks it, `anchor` is its id."""

    kind: str
    sign: str
    base: str
    head: str
    text: str
    anchor: str
    notes: list[Note]
    more: int


class Block(NamedTuple):
    """One hunk with its header."""

    title: str
    lines: list[Line]


class FileDiff(NamedTuple):
    """One changed file; `above` are notes about lines that the diff does not show, `silence` says why it is empty."""

    path: str
    was: str
    kind: str
    role: str
    blocks: list[Block]
    left_out: int
    above: list[Note]
    more: int
    silence: str
    weight: str


def file_diffs(report: Report, places: Places) -> list[FileDiff]:
    """Every changed file, in the order of the change."""
    beside: defaultdict[tuple[str, int | None], list[Note]] = defaultdict(list)
    for note in notes(report, places):
        beside[note.path, note.line].append(note)
    texts = {file.path: file for file in report.diff}
    return [_file(file, texts.get(file.path), beside) for file in report.change.files]


def _file(
    file: FileChange, text: ShownFile | None, beside: defaultdict[tuple[str, int | None], list[Note]]
) -> FileDiff:
    above = beside.get((file.path, None), [])
    blocks = [_block(file.path, hunk, beside) for hunk in text.hunks] if text else []
    there = [note.weight for note in above] + [
        note.weight for block in blocks for line in block.lines for note in line.notes
    ]
    return FileDiff(
        path=file.path,
        was=file.base_path or "" if file.base_path != file.path else "",
        kind=file.kind.value,
        role=file.role.value,
        blocks=blocks,
        left_out=text.left_out if text else 0,
        above=above[:MAX_NOTES],
        more=max(0, len(above) - MAX_NOTES),
        silence="" if blocks else _silence(file, text),
        weight=next((weight for weight in ("fail", "inconclusive", "needs-human") if weight in there), ""),
    )


def _silence(file: FileChange, text: ShownFile | None) -> str:
    if file.is_binary:
        return "a binary file"
    if not file.hunks:
        return "its mode changed" if file.mode_changed else "no line of it changed"
    if text is None:
        return f"{len(file.hunks)} hunks, whose text the report does not hold"
    return "no room for its lines in the report"


def _block(path: str, hunk: ShownHunk, beside: defaultdict[tuple[str, int | None], list[Note]]) -> Block:
    lines = list(_lines(path, hunk, beside))
    return Block(f"@@ -{hunk.base_start} +{hunk.head_start} @@", lines)


def _lines(path: str, hunk: ShownHunk, beside: defaultdict[tuple[str, int | None], list[Note]]) -> Iterator[Line]:
    base, head = hunk.base_start, hunk.head_start
    for text in hunk.lines:
        sign = text[:1] if text[:1] in CLASSES else " "
        found = [] if sign == "-" else beside.get((path, head), [])
        yield Line(
            kind=CLASSES.get(sign, ""),
            sign=sign,
            base="" if sign == "+" else str(base),
            head="" if sign == "-" else str(head),
            text=text[1:].removesuffix("\r"),
            anchor="" if sign == "-" else line_anchor(path, head),
            notes=found[:MAX_NOTES],
            more=max(0, len(found) - MAX_NOTES),
        )
        base, head = base + (sign != "+"), head + (sign != "-")
