"""Both versions of the staged tests, for the comparison of `probe.tamper`."""

from stelp_ci.change.roles import role_of
from stelp_ci.hook.staged import Staged, StagedFile
from stelp_ci.probe.tamper import TamperHit, Versions, compare_files
from stelp_ci.probe.test_side import decides


def compare_tests(staged: Staged, files: list[StagedFile]) -> tuple[TamperHit, ...]:
    """What the files say less than on the base, those that belong to tests. Raises `ChangeError`."""
    chosen = [file for file in files if not file.is_binary and decides(file.path, role_of(file.path))]
    contents = staged.contents(oid for file in chosen for oid in (file.base_oid, file.head_oid))
    return compare_files(_versions(file, contents) for file in chosen)


def _versions(file: StagedFile, contents: dict[str, bytes]) -> Versions:
    base, head = file.base_path or file.path, file.head_path or file.path
    before = contents.get(file.base_oid) if file.base_path is not None else None
    after = contents.get(file.head_oid) if file.head_path is not None else None
    return Versions(base, head, before, after)
