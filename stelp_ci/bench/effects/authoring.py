"""Reads samples as they are written: text files with the parts that differ between sample and twin marked in place.

    %% fs.read-001 The invoice that a customer names
    cwe: 22
    call: load("../.ssh/id_ed25519")
    test: load("july.txt") == "12"
    given: july.txt | 12
    effect: token return
    --
    from pathlib import Path
    ...
    <<<
        lines of the sample: the payload
    +++
        lines in their place in the ablated arm (left out: pass)
    ===
        lines of the twin
    >>>

A sample of several files names each: `@@ path` begins a file of the head, `@@base path` the base's version of one.
`⟦U+202E⟧` stands for that character, so that nothing is hidden in the file itself.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import StelpError

_HEAD = re.compile(r"^%% (?P<id>[a-z]+\.[a-z]+-\d{3}) (?P<title>\S.*)$")
_CHARACTER = re.compile("⟦U\\+([0-9A-F]{4,6})⟧")
_ARMS = ("unsafe", "ablated", "safe")
_MARKS = {"<<<": ("", "unsafe"), "+++": ("unsafe", "ablated"), "===": ("unsafe ablated", "safe"), ">>>": ("safe", "")}
"""Each mark: behind which part it may stand, and which part it begins."""


class DraftError(StelpError):
    """A sample file that cannot be read; the message names the place."""

    stage = "datasets"


class Draft(NamedTuple):
    """One sample as written: `fields` by key, in order; `files` and `base` by path, with the text of each arm."""

    id: str
    title: str
    fields: dict[str, list[str]]
    files: dict[str, dict[str, str]]
    base: dict[str, str]

    def one(self, key: str, default: str = "") -> str:
        """The only value of a field."""
        found = self.fields.get(key, [default])
        if len(found) != 1:
            raise DraftError(f"{self.id}: {key} is there {len(found)} times")
        return found[0]

    def all(self, key: str) -> list[str]:
        """Every value of a field."""
        return self.fields.get(key, [])

    @property
    def category(self) -> str:
        """The sub-category."""
        return self.id.rpartition("-")[0]


def read_drafts(folder: Path) -> list[Draft]:
    """Every sample below `folder`, in order of id. Raises `DraftError`."""
    drafts = [draft for path in sorted(folder.glob("*.samples")) for draft in read_file(path)]
    ids = [draft.id for draft in drafts]
    twice = {name for name in ids if ids.count(name) > 1}
    if twice or not drafts:
        raise DraftError(f"samples that are there twice: {sorted(twice)}" if twice else f"{folder} holds no samples")
    return sorted(drafts, key=lambda draft: draft.id)


def read_file(path: Path) -> Iterator[Draft]:
    """The samples of one file."""
    text = path.read_text("utf-8")
    for block in re.split(r"(?m)^(?=%% )", text):
        if block.startswith("%% "):
            yield _draft(block, path)


def _draft(block: str, path: Path) -> Draft:
    first, _, rest = block.partition("\n")
    match = _HEAD.match(first)
    header, mark, body = f"\n{rest}".partition("\n--\n")
    if match is None or not mark:
        raise DraftError(f"{path.name}: {first!r} is no head of a sample, or `--` is missing")
    fields: dict[str, list[str]] = {}
    for line in header.split("\n")[1:]:
        key, colon, value = line.partition(":")
        if not colon:
            raise DraftError(f"{match['id']}: {line!r} is no field")
        fields.setdefault(key.strip(), []).append(_characters(value.strip()))
    files, base = _files(body.strip("\n") + "\n", fields.get("path", ["sample.py"])[0])
    return Draft(match["id"], match["title"], fields, {name: arms(text, match["id"]) for name, text in files}, base)


def _files(body: str, path: str) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """The files of the head in order, still marked, and those of the base."""
    parts = re.split(r"(?m)^@@(base)? (\S+)\n", body)
    files = [(path, parts[0])] if parts[0].strip() else []
    base: dict[str, str] = {}
    for kind, name, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        if kind:
            base[name] = _characters(text)
        else:
            files.append((name, text))
    return files, base


def arms(text: str, name: str) -> dict[str, str]:
    """The text of each arm. Raises `DraftError` for marks that are not in order."""
    reading = _Reading(name)
    for line in text.splitlines(keepends=True):
        reading.take(line)
    if reading.at:
        raise DraftError(f"{name}: a block is not closed")
    return {arm: _characters("".join(lines)) for arm, lines in reading.written.items()}


class _Reading:
    """Where in a text we are: `at` is the arm whose part of a block is read, or nothing between blocks."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.at = ""
        self.written: dict[str, list[str]] = {arm: [] for arm in _ARMS}
        self.block: dict[str, list[str]] = {}

    def take(self, line: str) -> None:
        """The next line. Raises `DraftError`."""
        mark = line.strip()
        if mark in _MARKS:
            self._mark(mark)
        elif self.at:
            self.block[self.at].append(line)
        else:
            self._write({arm: [line] for arm in _ARMS})

    def _mark(self, mark: str) -> None:
        after, arm = _MARKS[mark]
        if self.at not in after.split(" "):
            raise DraftError(f"{self.name}: {mark} is out of place")
        if not arm:
            self._write({**self.block, "ablated": self.block.get("ablated", [_nothing(self.block["unsafe"])])})
            self.block = {}
        else:
            self.block[arm] = []
        self.at = arm

    def _write(self, lines: dict[str, list[str]]) -> None:
        for arm in _ARMS:
            self.written[arm] += lines[arm]


def _nothing(payload: list[str]) -> str:
    """`pass`, as far in as the payload stood."""
    first = next((line for line in payload if line.strip()), "")
    return f"{first[: len(first) - len(first.lstrip())]}pass\n"


def _characters(text: str) -> str:
    return _CHARACTER.sub(lambda match: chr(int(match[1], 16)), text)
