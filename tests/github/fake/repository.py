"""A real git repository that the fake serves pull requests from."""

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

GIT = shutil.which("git") or "git"
_IDENTITY = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in {"NAME": "A Developer", "EMAIL": "developer@example.org"}.items()
}


class ChangedFile(NamedTuple):
    """One file of a comparison, with its patch as GitHub shows it (None: binary or too large)."""

    path: str
    previous: str | None
    status: str
    additions: int
    deletions: int
    patch: str | None


class Repository:
    """Commits by content; nothing is ever checked out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--bare", ".")
        self._patches = cache(self._patches_of)
        self._blob = cache(self._blob_of)

    def git(self, *arguments: str, text: str | None = None, **environment: str) -> str:
        """The output of one git command. Raises `CalledProcessError`."""
        return subprocess.run(
            [GIT, "-c", "diff.renames=true", *arguments],
            cwd=self.folder,
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=True,
            env={**os.environ, **_IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull, **environment},
        ).stdout

    def commit(self, branch: str, files: dict[str, str | None], *, parents: tuple[str, ...] | None = None) -> str:
        """A commit on `branch` that writes `files` (None: removes); `parents` are the branch's tip unless given."""
        tip = self.tip(branch)
        parents = parents if parents is not None else (tip,) if tip else ()
        index = str(self.folder / f"index-{branch.replace('/', '-')}")
        self.git("read-tree", parents[0] if parents else "--empty", GIT_INDEX_FILE=index)
        lines: list[str] = []
        for path, content in files.items():
            blob = self._blob(content) if content is not None else "0" * 40
            lines.append(f"{'100644' if content is not None else '0'} {blob}\t{path}\n")
        self.git("update-index", "--index-info", text="".join(lines), GIT_INDEX_FILE=index)
        tree = self.git("write-tree", GIT_INDEX_FILE=index).strip()
        named = [word for parent in parents for word in ("-p", parent)]
        made = self.git("commit-tree", tree, *named, "-m", f"Change {branch}").strip()
        self.git("update-ref", f"refs/heads/{branch}", made)
        return made

    def _blob_of(self, content: str) -> str:
        return self.git("hash-object", "-w", "--stdin", text=content).strip()

    def tip(self, branch: str) -> str | None:
        """The commit of a branch, None where there is no such branch."""
        found = self.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}").split()
        return found[0] if found else None

    def merge_base(self, base: str, head: str) -> str:
        """The commit where both left each other."""
        return self.git("merge-base", base, head).strip()

    def changed(self, base: str, head: str) -> tuple[ChangedFile, ...]:
        """The files that differ between two commits."""
        return self._patches(base, head)

    def diff(self, base: str, head: str) -> str:
        """The diff as text."""
        return self.git("diff", "--find-renames", base, head)

    def _patches_of(self, base: str, head: str) -> tuple[ChangedFile, ...]:
        sections = re.split(r"^(?=diff --git )", self.diff(base, head), flags=re.MULTILINE)
        return tuple(_section(section) for section in sections if section.startswith("diff --git "))

    def moved_line(self, path: str, line: int, old: str, new: str) -> int | None:
        """Where a line of `old` stands in `new`; None where it was changed or is gone."""
        shift = 0
        text = self.git("diff", "--unified=0", "--no-renames", old, new, "--", path)
        if re.search(r"^deleted file", text, re.MULTILINE):
            return None
        for start, length, added in _ranges(text):
            if start <= line < start + length:
                return None
            if start + max(length, 1) <= line or (length == 0 and start < line):
                shift += added - length
        return line + shift


def shown_lines(patch: str) -> list[range]:
    """For each hunk the lines of the head that it shows, context included."""
    return [
        range(int(start), int(start) + int(length or "1"))
        for start, length in re.findall(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", patch, re.MULTILINE)
    ]


def _ranges(text: str) -> list[tuple[int, int, int]]:
    found = re.findall(r"^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@", text, re.MULTILINE)
    return [(int(start), int(length or "1"), int(added or "1")) for start, length, added in found]


def _section(text: str) -> ChangedFile:
    header, at, body = text.partition("\n@@ ")
    patch = "@@ " + body.rstrip("\n") if at else None
    lines = body.splitlines() if at else []
    old = re.search(r"^(?:--- a/|rename from )(.*)$", header, re.MULTILINE)
    new = re.search(r"^(?:\+\+\+ b/|rename to )(.*)$", header, re.MULTILINE)
    named = re.search(r"^diff --git a/(.*) b/\1$", header, re.MULTILINE)
    path = (new or old or named or [""])[1] if (new or old or named) else ""
    status = "added" if "\nnew file" in header else "removed" if "\ndeleted file" in header else "modified"
    renamed = "\nrename from" in header
    return ChangedFile(
        path=path,
        previous=old[1] if renamed and old else None,
        status="renamed" if renamed else status,
        additions=sum(line.startswith("+") for line in lines),
        deletions=sum(line.startswith("-") for line in lines),
        patch=patch,
    )
