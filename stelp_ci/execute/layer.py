"""The dependency layers of a run: what goes on sys.path behind the project, as read-only directories."""

import hashlib
import platform
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import parse_wheel_filename

from stelp_ci.errors import LayerError
from stelp_ci.execute.harness import HARNESS, harness_layer, minor
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.needs.read import Needs, read_needs
from stelp_ci.execute.needs.requirement import normalised
from stelp_ci.execute.wheels.pip import index_digest
from stelp_ci.execute.wheels.resolve import resolve
from stelp_ci.execute.wheels.seal import remove_tree, seal
from stelp_ci.execute.wheels.store import FORMAT, Entry, LayerRecord, stored
from stelp_ci.execute.wheels.unpack import Installed, Room, unpack_wheel
from stelp_ci.model.ports import Progress
from stelp_ci.model.settings import DependencySettings
from stelp_ci.model.source import SourceTree

STAGE = "dependencies"


class Layer(NamedTuple):
    """Directories for sys.path, in order; what they hold; what they do not hold and why; and what identifies them."""

    paths: tuple[Path, ...]
    installed: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    digest: str


class LayerJob(NamedTuple):
    """One tree and where its layer is made. `deps` is `auto`, `none` (harness only) or a directory, mounted as is."""

    tree: SourceTree
    settings: DependencySettings
    deps: str
    interpreter: Interpreter
    cache: Path


def dependency_layer(job: LayerJob, progress: Progress) -> Layer:
    """The layer for the tests of one tree. No code of the project or of a package is executed.

    Raises `LayerError` for what our surroundings lack; what the tree's own files hold only leads to notes.
    """
    progress.begin(STAGE)
    try:
        harness = harness_layer(job.cache, job.interpreter, on_event=lambda event: progress.begin(STAGE, event))
        match job.deps:
            case "none":
                return _joined((), harness, notes=())
            case "auto":
                needs = read_needs(job.tree, job.settings)
                entries = (_resolved(with_harness(needs), job, progress),) if needs.roots else ()
                return _joined(entries, harness, notes=needs.notes)
            case directory:
                return _given_layer(Path(directory), harness)
    finally:
        progress.end(STAGE)


def _resolved(needs: Needs, job: LayerJob, progress: Progress) -> Entry:
    key = layer_key(needs, job.interpreter)

    def build(folder: Path) -> LayerRecord:
        progress.begin(STAGE, f"resolving {len(needs.roots)} requirements")
        resolved = resolve(needs, interpreter=job.interpreter, folder=folder, on_line=_reported(progress))
        installed = _unpack(resolved.folder, folder / "site", needs, progress)
        for attempt in folder.glob("attempt-*"):
            remove_tree(attempt)
        progress.begin(STAGE, "compiling")
        digest = seal(folder / "site", job.interpreter)
        return LayerRecord(format=FORMAT, key=key, digest=digest, installed=installed, notes=resolved.notes)

    return stored(job.cache / "layers", key, build=build, on_event=lambda event: progress.begin(STAGE, event))


def with_harness(needs: Needs) -> Needs:
    """Ask for pytest where the project does not: what the tests need and what pytest needs are then chosen together."""
    if any(normalised(Requirement(root).name) == HARNESS for root in needs.roots):
        return needs
    return needs._replace(roots=(*needs.roots, HARNESS))


def layer_key(needs: Needs, interpreter: Interpreter) -> str:
    """SHA-256 over what decides a layer's content: the needs, the Python, the platform, the indexes, our format."""
    machine = (sysconfig.get_platform(), *platform.libc_ver())
    parts = (str(FORMAT), needs.digest, minor(interpreter), *machine, index_digest())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _reported(progress: Progress) -> Callable[[str], None]:
    """Tell `progress` what pip is fetching."""

    def report(line: str) -> None:
        words = line.split()
        if len(words) > 1 and words[0] in ("Collecting", "Downloading"):
            progress.begin(STAGE, printable(f"{words[0].lower()} {words[1]}"))

    return report


def _unpack(folder: Path, site: Path, needs: Needs, progress: Progress) -> tuple[tuple[str, str], ...]:
    allowed = dict(needs.hashes)
    room = Room()
    installed: list[Installed] = []
    for wheel in sorted(folder.iterdir()):
        progress.begin(STAGE, f"unpacking {printable(wheel.name)}")
        _check_hash(wheel, allowed)
        installed.append(unpack_wheel(wheel, site, room))
    return tuple(installed)


def _check_hash(wheel: Path, allowed: dict[str, tuple[str, ...]]) -> None:
    """Hold a wheel against the lock file. Raises `LayerError` when it is not one of the files that were locked."""
    name, _, _, _ = parse_wheel_filename(wheel.name)
    if name not in allowed:
        return
    with wheel.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if digest not in allowed[name]:
        raise LayerError(
            f"{printable(wheel.name)} has the SHA-256 {digest}, which the project's lock file does not list",
            remedy="find out which index served it; lock again if the index is right",
        )


def _given_layer(directory: Path, harness: Entry) -> Layer:
    """`--deps DIR`: used as it is, so that whoever names it answers for its content."""
    remedy = "name a directory that holds importable packages, such as .venv/lib/python3.12/site-packages"
    if not directory.is_dir():
        raise LayerError(f"--deps {directory} is not a directory", remedy=remedy)
    if (directory / "pyvenv.cfg").exists():
        raise LayerError(f"--deps {directory} is a virtual environment, not a directory of packages", remedy=remedy)
    found = sorted(path.name.removesuffix(".dist-info").partition("-") for path in directory.glob("*.dist-info"))
    installed = tuple((normalised(name), version) for name, _, version in found)
    whole = hashlib.sha256(f"{harness.record.digest}\0{directory.resolve()}\0{installed!r}".encode()).hexdigest()
    return Layer((directory.resolve(), harness.site), installed, (), whole)


def _joined(entries: tuple[Entry, ...], harness: Entry, *, notes: tuple[str, ...]) -> Layer:
    whole = (*entries, harness)
    digest = hashlib.sha256("".join(entry.record.digest for entry in whole).encode()).hexdigest()
    installed = tuple(package for entry in entries for package in entry.record.installed)
    left_out = tuple(note for entry in whole for note in entry.record.notes)
    return Layer(tuple(entry.site for entry in whole), installed, (*notes, *left_out), digest)
