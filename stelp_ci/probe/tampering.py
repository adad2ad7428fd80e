"""Tampering in a change: every test file, every file that tests read, and answers written into the code."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from stelp_ci.model.change import Change, FileChange, UnitKind
from stelp_ci.model.evidence import Tampering, evidence_id
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.source import Trees
from stelp_ci.probe.naming import Naming
from stelp_ci.probe.project_naming import read_naming
from stelp_ci.probe.selection import test_files
from stelp_ci.probe.tamper.files import Versions, compare_files
from stelp_ci.probe.tamper.hit import TamperHit
from stelp_ci.probe.tamper.inputs import compare_inputs
from stelp_ci.probe.test_side import test_side


def read_tampering(change: Change, trees: Trees) -> tuple[Tampering, ...]:
    """Every suspicion, in the order of the files. Reads both trees, runs nothing, never raises for what they hold."""
    naming = read_naming(trees.base.root)
    files = [_versions(file, trees) for file in test_side(change)]
    hits = [*compare_files(files, naming=naming, units=changed_functions(change)), *_inputs(change, trees, naming)]
    count: Counter[tuple[str, ...]] = Counter()
    return tuple(_evidence(hit, count) for hit in hits)


def changed_functions(change: Change) -> frozenset[str]:
    """The bare names of the functions and methods that the change touches outside of tests."""
    units = (unit.head for file in change.files if file.role is FileRole.SOURCE for unit in file.units)
    names = (unit.qualname.rpartition(".")[2] for unit in units if unit and unit.kind in _CALLED)
    return frozenset(name for name in names if not name.startswith("__"))


_CALLED = (UnitKind.FUNCTION, UnitKind.METHOD)


def _versions(file: FileChange, trees: Trees) -> Versions:
    base, head = file.base_path or file.path, file.head_path or file.path
    return Versions(base, head, _read(trees.base.root, file.base_path), _read(trees.head.root, file.head_path))


def _read(root: Path, path: str | None) -> bytes | None:
    file = root / path if path else None
    return file.read_bytes() if file and file.is_file() and not file.is_symlink() else None


def _inputs(change: Change, trees: Trees, naming: Naming) -> Iterator[TamperHit]:
    sources = [file for file in change.files if file.is_python and file.role is FileRole.SOURCE and file.head_path]
    tests = [data for _, data in test_files(trees.head.root, naming)] if sources else []
    for file in sources:
        version = _versions(file, trees)
        yield from compare_inputs(version.before, version.after, version.head_path, tests)


def _evidence(hit: TamperHit, count: Counter[tuple[str, ...]]) -> Tampering:
    subject = (hit.kind.value, hit.test or hit.now or hit.path)
    count[subject] += 1
    return Tampering(
        id=evidence_id("tampering", *subject, str(count[subject])),
        kind=hit.kind,
        path=hit.path,
        line=hit.line,
        what=hit.what,
        test=hit.test,
        now=hit.now,
    )
