"""Lock files: the exact version of each package, and the SHA-256 that its files may have.

pylock.toml: https://packaging.python.org/en/latest/specifications/pylock-toml/
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from stelp_ci.execute.manifest.files import LOCK_LIMIT, ProjectFiles
from stelp_ci.execute.manifest.values import items, strings, table, tables, text
from stelp_ci.execute.needs.gathering import Gathering
from stelp_ci.execute.needs.requirement import normalised


class Locked(NamedTuple):
    """One entry of a lock: a package of an index. `marker` is empty where it always holds."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def add_lock(gathering: Gathering) -> str | None:
    """Constrain versions by the first lock file that is there, and return its name."""
    for name, reader in READERS.items():
        if gathering.files.has(name):
            add_locked(gathering, tuple(reader(gathering.files)), name)
            return name
    return None


def add_locked(gathering: Gathering, entries: tuple[Locked, ...], source: str) -> None:
    """Make constraints of `entries`; a package that is locked to several versions needs markers to tell them apart."""
    versions = Counter(normalised(entry.name) for entry in entries)
    for entry in entries:
        if versions[normalised(entry.name)] == 1 or entry.marker:
            suffix = f" ; {entry.marker}" if entry.marker else ""
            gathering.constrain(f"{entry.name}=={entry.version}{suffix}", source)
        for digest in entry.hashes:
            gathering.allow_hash(entry.name, digest)


def _uv(files: ProjectFiles) -> Iterator[Locked]:
    for package in tables(files.toml("uv.lock", limit=LOCK_LIMIT).get("package")):
        if "registry" not in table(package.get("source")):
            continue
        archives = (*tables(package.get("wheels")), table(package.get("sdist")))
        markers = strings(package.get("resolution-markers"))
        yield Locked(
            text(package.get("name")),
            text(package.get("version")),
            " or ".join(f"({marker})" for marker in markers),
            tuple(text(archive.get("hash")) for archive in archives),
        )


def _poetry(files: ProjectFiles) -> Iterator[Locked]:
    for package in tables(files.toml("poetry.lock", limit=LOCK_LIMIT).get("package")):
        if text(table(package, "source").get("type")) not in ("", "legacy"):
            continue
        hashes = tuple(text(file.get("hash")) for file in tables(package.get("files")))
        yield Locked(text(package.get("name")), text(package.get("version")), text(package.get("markers")), hashes)


def _pdm(files: ProjectFiles) -> Iterator[Locked]:
    for package in tables(files.toml("pdm.lock", limit=LOCK_LIMIT).get("package")):
        if package.keys() & {"git", "url", "path"}:
            continue
        hashes = tuple(text(file.get("hash")) for file in tables(package.get("files")))
        yield Locked(text(package.get("name")), text(package.get("version")), text(package.get("marker")), hashes)


def _pylock(files: ProjectFiles) -> Iterator[Locked]:
    for package in tables(files.toml("pylock.toml", limit=LOCK_LIMIT).get("packages")):
        if package.keys() & {"vcs", "directory", "archive"} or not text(package.get("version")):
            continue
        archives = (*tables(package.get("wheels")), table(package.get("sdist")))
        hashes = tuple(f"sha256:{text(table(archive, 'hashes').get('sha256'))}" for archive in archives)
        yield Locked(text(package.get("name")), text(package.get("version")), _marker(package), hashes)


def _marker(package: dict[str, object]) -> str:
    """The marker, unless it asks for extras or groups: those variables exist in lock files only."""
    marker = text(package.get("marker"))
    return "" if "extras" in marker or "dependency_groups" in marker else marker


def pipfile_lock(files: ProjectFiles) -> Iterator[Locked]:
    """The entries of Pipfile.lock, which is the list of what to install as well."""
    lock = files.json("Pipfile.lock")
    for section in ("default", "develop"):
        for name, entry in table(lock, section).items():
            version = text(table(entry).get("version")).removeprefix("==")
            if version:
                hashes = tuple(digest for digest in items(table(entry).get("hashes")) if isinstance(digest, str))
                yield Locked(name, version, text(table(entry).get("markers")), hashes)


READERS: dict[str, Callable[[ProjectFiles], Iterator[Locked]]] = {
    "uv.lock": _uv,
    "poetry.lock": _poetry,
    "pdm.lock": _pdm,
    "pylock.toml": _pylock,
    "Pipfile.lock": pipfile_lock,
}
