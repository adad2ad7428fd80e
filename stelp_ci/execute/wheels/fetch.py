"""The wheels of a layer: resolved, held against the lock file, and in agreement with the harness behind them."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from stelp_ci.errors import LayerError
from stelp_ci.execute.harness import HARNESS, harness_requirements
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.needs.read import Needs
from stelp_ci.execute.wheels.resolve import resolve
from stelp_ci.execute.wheels.store import LayerRecord
from stelp_ci.model.ports import Progress

STAGE = "dependencies"

Package = tuple[str, str]


def fetch(
    needs: Needs, harness: LayerRecord, interpreter: Interpreter, folder: Path, progress: Progress
) -> tuple[dict[Path, Package], tuple[str, ...]]:
    """The wheels with their (name, version), sorted, and notes on what was left out. Raises `LayerError`.

    Where the project needs a version that the harness's pytest cannot use, pytest is resolved with the rest.
    """
    progress.begin(STAGE, f"resolving {len(needs.roots)} requirements")
    report = _reported(progress)
    resolved = resolve(needs, interpreter=interpreter, folder=folder / "wheels", on_line=report)
    wheels = _named(resolved.folder)
    if clashes(set(wheels.values()), harness, interpreter):
        needs = needs._replace(roots=(*needs.roots, HARNESS))
        resolved = resolve(needs, interpreter=interpreter, folder=folder / "wheels-with-pytest", on_line=report)
        wheels = _named(resolved.folder)
    allowed = dict(needs.hashes)
    for wheel, (name, _) in wheels.items():
        check_hash(wheel, allowed.get(name))
    return wheels, resolved.notes


def clashes(packages: set[Package], harness: LayerRecord, interpreter: Interpreter) -> bool:
    """Whether `packages`, which stand before the harness, hold a version that a package of the harness cannot use."""
    versions = dict(packages)
    if HARNESS in versions:
        return False
    needed = (Requirement(text) for name, _ in harness.installed for text in harness_requirements(name, interpreter))
    return any(
        need.name in versions and not need.specifier.contains(versions[need.name], prereleases=True) for need in needed
    )


def check_hash(wheel: Path, allowed: tuple[str, ...] | None) -> None:
    """Hold a wheel against the lock file. Raises `LayerError` when it is not one of the files that were locked."""
    with wheel.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if allowed is not None and digest not in allowed:
        raise LayerError(
            f"{printable(wheel.name)} has the SHA-256 {digest}, which the project's lock file does not list",
            remedy="find out which index served it; lock again if the index is right",
        )


def _named(folder: Path) -> dict[Path, Package]:
    try:
        names = {wheel: parse_wheel_filename(wheel.name) for wheel in sorted(folder.iterdir())}
    except InvalidWheelFilename as error:
        raise LayerError(f"an index served a file that is no wheel: {printable(error)}") from error
    return {wheel: (str(name), str(version)) for wheel, (name, version, _, _) in names.items()}


def _reported(progress: Progress) -> Callable[[str], None]:
    """Tell `progress` what pip is fetching."""

    def report(line: str) -> None:
        words = line.split()
        if len(words) > 1 and words[0] in ("Collecting", "Downloading"):
            progress.begin(STAGE, printable(f"{words[0].lower()} {words[1]}"))

    return report
