"""The dependency layers of a run: what goes on sys.path behind the project, as read-only directories."""

import hashlib
import platform
import sysconfig
from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import LayerError
from stelp_ci.execute.harness import harness_layer, minor
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.needs.read import Needs, read_needs
from stelp_ci.execute.needs.requirement import normalised
from stelp_ci.execute.plugins import plugin_names
from stelp_ci.execute.wheels.fetch import STAGE, fetch
from stelp_ci.execute.wheels.pip import index_digest
from stelp_ci.execute.wheels.seal import seal
from stelp_ci.execute.wheels.store import FORMAT, Entry, LayerRecord, stored
from stelp_ci.execute.wheels.unpack import Room, unpack_wheel
from stelp_ci.model.ports import Progress
from stelp_ci.model.settings import DependencySettings
from stelp_ci.model.source import SourceTree


class Layer(NamedTuple):
    """The dependencies of one tree: directories for sys.path, in order, behind which the sandbox puts its harness.

    `installed` are (name, version), `plugins` the pytest plugins they bring (names of entry points), `notes` say what
    is not there and why, `digest` identifies the content.
    """

    paths: tuple[Path, ...]
    installed: tuple[tuple[str, str], ...]
    plugins: tuple[str, ...]
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
        match job.deps:
            case "none":
                return Layer((), (), (), (), _digest())
            case "auto":
                return _resolved_layer(job, progress)
            case directory:
                return _given_layer(Path(directory))
    finally:
        progress.end(STAGE)


def _resolved_layer(job: LayerJob, progress: Progress) -> Layer:
    needs = read_needs(job.tree, job.settings)
    if not needs.roots:
        return Layer((), (), (), needs.notes, _digest())
    site, record = _entry(needs, job, progress)
    return Layer((site,), record.installed, plugin_names(site), (*needs.notes, *record.notes), _digest(record.digest))


def _entry(needs: Needs, job: LayerJob, progress: Progress) -> Entry:
    def on_event(event: str) -> None:
        progress.begin(STAGE, event)

    harness = harness_layer(job.cache, job.interpreter, on_event=on_event).record
    key = layer_key(needs, job.interpreter, harness)

    def build(folder: Path) -> LayerRecord:
        wheels, notes = fetch(needs, harness, job.interpreter, folder, progress)
        there = set(harness.installed)
        room = Room()
        for wheel, package in wheels.items():
            if package not in there:  # the harness holds the same version
                on_event(f"unpacking {printable(wheel.name)}")
                unpack_wheel(wheel, folder / "site", room)
        on_event("compiling")
        digest = seal(folder / "site", job.interpreter)
        return LayerRecord(format=FORMAT, key=key, digest=digest, installed=tuple(wheels.values()), notes=notes)

    return stored(job.cache / "layers", key, build=build, on_event=on_event)


def layer_key(needs: Needs, interpreter: Interpreter, harness: LayerRecord) -> str:
    """SHA-256 over what decides a layer's content: the needs, Python, the platform, the indexes, the harness, us."""
    machine = (sysconfig.get_platform(), *platform.libc_ver())
    parts = (str(FORMAT), needs.digest, minor(interpreter), *machine, index_digest(), harness.digest)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _given_layer(directory: Path) -> Layer:
    """`--deps DIR`: used as it is, so that whoever names it answers for its content."""
    remedy = "name a directory that holds importable packages, such as .venv/lib/python3.12/site-packages"
    if not directory.is_dir():
        raise LayerError(f"--deps {directory} is not a directory", remedy=remedy)
    if (directory / "pyvenv.cfg").exists():
        raise LayerError(f"--deps {directory} is a virtual environment, not a directory of packages", remedy=remedy)
    found = sorted(path.name.removesuffix(".dist-info").partition("-") for path in directory.glob("*.dist-info"))
    installed = tuple((normalised(name), version) for name, _, version in found)
    digest = _digest(str(directory.resolve()), repr(installed))
    return Layer((directory.resolve(),), installed, plugin_names(directory), (), digest)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
