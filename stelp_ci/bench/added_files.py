"""A change that adds files to an empty base, so that a scanner can be asked about any Python text."""

from collections.abc import Sequence
from pathlib import Path

from stelp_ci.errors import StelpError
from stelp_ci.model.change import Change, ChangeKind, FileChange, Hunk, Revision, Unreadable
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.finding import Finding, Scanned
from stelp_ci.model.ports import ScanJob, Scanner
from stelp_ci.model.source import SourceTree, Trees
from stelp_ci.model.syntax import parse
from stelp_ci.scan.sources import Sources

TIMEOUT_S = 3600.0


def added_files(contents: Sequence[bytes], folder: Path) -> ScanJob:
    """The change that adds `contents` as `00000.py` and so on, written below the new directory `folder`."""
    trees = Trees(SourceTree(folder / "base", "base"), SourceTree(folder / "head", "head"))
    for tree in trees:
        tree.root.mkdir(parents=True)
    files = [_added(f"{number:05}.py", content, trees.head.root) for number, content in enumerate(contents)]
    change = Change(base=_revision("base"), head=_revision("head"), files=tuple(files))
    return ScanJob(change, trees, (), folder / "cache", TIMEOUT_S)


def findings_of(scanner: Scanner, job: ScanJob) -> list[list[Finding]]:
    """What `scanner` says about each added file, in their order. Raises `StelpError` when one was not scanned whole."""
    found: list[list[Finding]] = [[] for _ in job.change.files]
    for result in scanner.scan(job):
        if not isinstance(result, Scanned):
            raise StelpError(f"{result.what}: {result.reason}", remedy=result.remedy)
        for finding in result.findings:
            found[int(finding.location.path.removesuffix(".py"))].append(finding)
    return found


def sources_of(job: ScanJob) -> Sources:
    """What scanners of this job read."""
    return Sources(job.trees)


def _added(name: str, content: bytes, root: Path) -> FileChange:
    (root / name).write_bytes(content)
    lines = content.count(b"\n") + 1
    parsed = parse(content)
    return FileChange(
        kind=ChangeKind.ADDED,
        base_path=None,
        head_path=name,
        role=FileRole.SOURCE,
        is_python=True,
        hunks=(Hunk(base_start=0, base_length=0, head_start=1, head_length=lines, added=tuple(range(1, lines + 1))),),
        unreadable=parsed if isinstance(parsed, Unreadable) else None,
    )


def _revision(name: str) -> Revision:
    return Revision(label=name, tree=name)
