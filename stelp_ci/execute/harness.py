"""The layer of the test harness: pytest and what it needs, copied from the environment of stelp-ci."""

import hashlib
import shutil
from collections.abc import Callable
from importlib import metadata
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement

from stelp_ci.errors import LayerError
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.needs.requirement import normalised
from stelp_ci.execute.wheels.seal import seal
from stelp_ci.execute.wheels.store import FORMAT, Entry, LayerRecord, stored

HARNESS = "pytest"
REMEDY = "pip install 'stelp-ci[sandbox]'"


def minor(interpreter: Interpreter) -> str:
    """`3.12`: byte code and wheels are made for one of these."""
    return f"{interpreter.version[0]}.{interpreter.version[1]}"


def harness_layer(cache: Path, interpreter: Interpreter, *, on_event: Callable[[str], None] = lambda _: None) -> Entry:
    """The harness for `interpreter`, from the cache or copied. It stands behind the project's layer: its pytest wins.

    Raises `LayerError` when pytest or something that it needs on that Python is not installed beside stelp-ci.
    """
    packages = _closure(interpreter)
    records = [f"{name} {package.version} {listed(package)}" for name, package in packages.items()]
    key = hashlib.sha256("\0".join((str(FORMAT), minor(interpreter), *records)).encode()).hexdigest()

    def build(folder: Path) -> LayerRecord:
        for package in packages.values():
            _copy(package, folder / "site")
        installed = tuple((name, package.version) for name, package in packages.items())
        return LayerRecord(format=FORMAT, key=key, digest=seal(folder / "site", interpreter), installed=installed)

    return stored(cache / "harness", key, build=build, on_event=on_event)


def listed(package: metadata.Distribution) -> str:
    """The files that the package lists, without scripts.

    NOTE: their first line names the environment's own Python. With them every environment (each hook's, each upgrade's)
    would have a harness and layers of its own, and would download them anew.
    """
    lines = (package.read_text("RECORD") or "").splitlines(keepends=True)
    return "".join(line for line in lines if not line.lstrip('"').startswith("../"))


def _closure(interpreter: Interpreter) -> dict[str, metadata.Distribution]:
    """pytest and, in turn, what it requires on that version of Python."""
    found: dict[str, metadata.Distribution] = {}
    pending = [HARNESS]
    while pending:
        name = normalised(pending.pop())
        if name in found:
            continue
        found[name] = _distribution(name, interpreter)
        pending += [Requirement(text).name for text in harness_requirements(name, interpreter)]
    return dict(sorted(found.items()))


def harness_requirements(name: str, interpreter: Interpreter) -> tuple[str, ...]:
    """What the installed package `name` requires on that version of Python; extras are not followed."""
    environment = {"python_version": minor(interpreter), "python_full_version": interpreter.release, "extra": ""}
    needs = [Requirement(text) for text in _distribution(name, interpreter).requires or ()]
    return tuple(str(need) for need in needs if need.marker is None or need.marker.evaluate(environment))


def _distribution(name: str, interpreter: Interpreter) -> metadata.Distribution:
    try:
        package = metadata.distribution(name)
    except metadata.PackageNotFoundError as error:
        remedy = REMEDY if name == HARNESS else f"pip install {name}, or choose a newer Python with --python"
        raise LayerError(
            f"{name}, which tests need on Python {minor(interpreter)}, is not installed beside stelp-ci",
            remedy=remedy,
        ) from error
    if not package.files:
        raise LayerError(f"the installation of {name} does not list its files", remedy=REMEDY)
    return package


def _copy(package: metadata.Distribution, site: Path) -> None:
    """Copy what lies in site-packages: scripts (`../../bin/...`) stay behind, and sealing drops the byte code."""
    for file in package.files or ():
        relative = PurePosixPath(file)
        if ".." in relative.parts or relative.is_absolute():
            continue
        source, target = Path(str(file.locate())), site / relative
        if source.is_file() and not source.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            if relative.name == "RECORD":
                target.write_text(listed(package), encoding="utf-8")
