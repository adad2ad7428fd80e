"""What analysers stand on in a hook: the change as the model knows it, and its files on disk, written from git objects.

Only the changed files and those that judge them are written; the names of all others are known.
"""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple

from stelp_ci.change.names import check_name, shown
from stelp_ci.change.roles import PYTHON_SUFFIXES, role_of
from stelp_ci.hook.questions import INDEX, TREE
from stelp_ci.hook.staged import EMPTY_TREE, Staged, StagedFile
from stelp_ci.model.baseline import BASELINE_FILE
from stelp_ci.model.change import Change, ChangedUnit, ChangeKind, EntryKind, FileChange, Hunk, Revision, Unreadable
from stelp_ci.model.finding import Severity
from stelp_ci.model.source import SourceTree, Trees
from stelp_ci.scan.sources import Side, Sources

SETTINGS_FILE = ".stelp.yml"
_JUDGING = frozenset(
    {SETTINGS_FILE, BASELINE_FILE, ".bandit", "pyproject.toml", "setup.cfg", "setup.py", "pytest.ini", "tox.ini"}
)
_LISTED = ("requirements", "constraints")
_SUBMODULE, _SYMLINK = 0o160000, 0o120000


class HookSettings(NamedTuple):
    """What a light hook takes from the base's settings; the defaults are those of `Settings`, which is slow to load."""

    least: Severity = Severity.MEDIUM
    disabled: tuple[str, ...] = ()
    timeout_s: float = 300.0
    ask_index: bool = False


class HookGround(NamedTuple):
    """The change, its files, and the base's settings. `folder` is private and goes when the hook ends."""

    change: Change
    trees: Trees
    sources: Sources
    settings: HookSettings
    folder: Path


@contextmanager
def open_ground(staged: Staged, *, units: bool = False) -> Generator[HookGround]:
    """Write what is needed into a temporary folder. Raises `ChangeError`, or `ConfigError` for the base's settings.

    `units` asks which functions changed, and which files do not parse: for those who need it, because it takes time.
    """
    listed = {Side.BASE: _listed(staged, Side.BASE), Side.HEAD: _listed(staged, Side.HEAD)}
    wanted = {side: _wanted(staged, side, listed[side]) for side in Side}
    contents = staged.contents(oid for side in Side for oid in wanted[side].values())
    with TemporaryDirectory(prefix="stelp-hook-") as name:
        folder = Path(name)
        for side in Side:
            _write(folder / side, wanted[side], contents)
        trees = Trees(SourceTree(folder / Side.BASE, "base"), SourceTree(folder / Side.HEAD, "head"))
        names = {side: frozenset(listed[side]) for side in Side}
        settings = _settings(contents.get(wanted[Side.BASE].get(SETTINGS_FILE, "")))
        change = _change(staged, contents if units else None)
        yield HookGround(change, trees, Sources(trees, names), settings, folder)


def _settings(content: bytes | None) -> HookSettings:
    """The base's settings. Their reader is loaded where there is a file to read."""
    return HookSettings() if content is None else settings_of(content)


def settings_of(content: bytes | None) -> HookSettings:
    """What hooks need of `.stelp.yml`. Raises `ConfigError`."""
    from stelp_ci.config.load import load_settings

    settings = load_settings(content)
    scan = settings.scan
    return HookSettings(settings.gates.finding_severity, scan.disable, scan.timeout_s, scan.ask_index)


def _listed(staged: Staged, side: Side) -> dict[str, str]:
    """Every regular file of one side with its blob."""
    if side is Side.HEAD and staged.head is None:
        entries = staged.repository.run(*INDEX)
        return {name: oid for mode, oid, stage, name in _fields(entries) if stage == "0" and _regular(mode)}
    tree = staged.base if side is Side.BASE else staged.head or staged.base
    if tree == EMPTY_TREE:
        return {}
    entries = staged.repository.run(*TREE, tree)
    return {name: oid for mode, _, oid, name in _fields(entries) if _regular(mode)}


def _fields(entries: bytes) -> Iterable[tuple[str, str, str, str]]:
    for entry in entries.split(b"\0")[:-1]:
        about, _, name = entry.partition(b"\t")
        first, second, third = about.decode("ascii").split(" ")
        yield first, second, third, shown(name)


def _regular(mode: str) -> bool:
    return int(mode, 8) not in (_SUBMODULE, _SYMLINK)


def _wanted(staged: Staged, side: Side, listed: dict[str, str]) -> dict[str, str]:
    """The files of one side to write: the changed ones that are text, and those that judge them."""
    found = {name: oid for name, oid in listed.items() if _judges(name)}
    for file in staged.files:
        path = file.base_path if side is Side.BASE else file.head_path
        if path in listed and not file.is_binary:
            found[path] = file.base_oid if side is Side.BASE else file.head_oid
    return found


def _judges(name: str) -> bool:
    path = PurePosixPath(name)
    listed = path.suffix in {".txt", ".in"} and (path.name.startswith(_LISTED) or path.parent.name == "requirements")
    return listed or path.name in _JUDGING or name in _JUDGING


def _write(root: Path, files: dict[str, str], contents: dict[str, bytes]) -> None:
    root.mkdir()
    for name, oid in files.items():
        check_name(name.encode("utf-8", "backslashreplace"))
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(contents[oid])


def _change(staged: Staged, contents: dict[str, bytes] | None) -> Change:
    base = Revision(label=staged.base, tree=staged.base)
    head = Revision(label=staged.head or "staged", tree=staged.head or "staged")
    return Change(base=base, head=head, files=tuple(_file(file, contents) for file in staged.files))


def _file(file: StagedFile, contents: dict[str, bytes] | None) -> FileChange:
    is_python = file.has_content and PurePosixPath(file.path).suffix in PYTHON_SUFFIXES and not file.is_binary
    units, unreadable = _python(file, contents) if is_python and contents is not None else ((), None)
    return FileChange(
        kind=_kind(file),
        base_path=file.base_path,
        head_path=file.head_path,
        role=role_of(file.path),
        entry=_entry(file.head_mode or file.base_mode),
        is_python=is_python or (file.head_path is None and file.path.endswith(".py")),
        is_binary=file.is_binary,
        mode_changed=bool(file.base_mode and file.head_mode and file.base_mode != file.head_mode),
        hunks=tuple(_hunks(file)),
        units=units,
        unreadable=unreadable,
    )


def _python(file: StagedFile, contents: dict[str, bytes]) -> tuple[tuple[ChangedUnit, ...], Unreadable | None]:
    from stelp_ci.change.python import Version, compare_versions

    before = contents.get(file.base_oid) if file.base_path is not None else None
    after = contents.get(file.head_oid)
    base = Version(file.base_path or file.path, before) if before is not None else None
    python = compare_versions(base, Version(file.path, after) if after is not None else None)
    return python.units, python.unreadable


def _kind(file: StagedFile) -> ChangeKind:
    if file.base_path is None:
        return ChangeKind.ADDED
    if file.head_path is None:
        return ChangeKind.DELETED
    return ChangeKind.MODIFIED if file.base_path == file.head_path else ChangeKind.RENAMED


def _entry(mode: int) -> EntryKind:
    match mode:
        case 0o120000:
            return EntryKind.SYMLINK
        case 0o160000:
            return EntryKind.SUBMODULE
        case _:
            return EntryKind.EXECUTABLE if mode & 0o100 else EntryKind.FILE


def _hunks(file: StagedFile) -> Iterable[Hunk]:
    for region in file.regions:
        length = len(region.lines)
        yield Hunk(
            base_start=region.base_start,
            base_length=region.base_length,
            head_start=region.head_start,
            head_length=length,
            added=tuple(range(region.head_start, region.head_start + length)),
            removed=tuple(range(region.base_start, region.base_start + region.base_length)),
        )
