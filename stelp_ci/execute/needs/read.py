"""The needs of a source tree: what its tests import beside the project itself."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.members import member_folders
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.manifest.values import table
from stelp_ci.execute.needs.declared import Declared
from stelp_ci.execute.needs.gathering import Gathering
from stelp_ci.execute.needs.locks import add_lock
from stelp_ci.execute.needs.names import DEV_FILE, TEST_FILE, usual_names, wanted
from stelp_ci.execute.needs.poetry import read_poetry
from stelp_ci.execute.needs.requirement import normalised
from stelp_ci.execute.needs.requirement_files import RequirementFiles
from stelp_ci.execute.needs.setuptools_files import read_setup_cfg, read_setup_py
from stelp_ci.execute.needs.standard import read_standard
from stelp_ci.execute.needs.tox import read_tox
from stelp_ci.model.settings import DependencySettings
from stelp_ci.model.source import SourceTree

MOST_ROOTS = 2000
OTHER_INDEXES = (
    ("uv", "index"),
    ("uv", "index-url"),
    ("uv", "extra-index-url"),
    ("poetry", "source"),
    ("pdm", "source"),
)


class Needs(NamedTuple):
    """What to resolve: `roots` and `constraints` are sorted PEP 508 strings, `hashes` the allowed SHA-256 by name.

    `sources` are the files that were read, `notes` say what could not be taken into account.
    """

    roots: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    hashes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over what decides the resolution; sources and notes do not."""
        return hashlib.sha256(repr((self.roots, self.constraints, self.hashes)).encode()).hexdigest()


def read_needs(tree: SourceTree, settings: DependencySettings) -> Needs:
    """Read lock files, manifests and requirement files below `tree.root`. Never raises for what they hold."""
    gathering = Gathering(ProjectFiles(tree.root))
    manifests = _manifests(gathering.files)
    gathering.own |= {normalised(manifest.name) for manifest in manifests if manifest.name}
    gathering.local |= {name for manifest in manifests for name in manifest.local}
    _note_computed(gathering, manifests)
    for manifest in manifests:
        _add_all(gathering, manifest.dependencies, manifest.source)
    _add_chosen(gathering, manifests, settings)
    _add_requirement_files(gathering, manifests, settings)
    _add_extras(gathering, manifests)
    lock = add_lock(gathering)
    if lock in ("pylock.toml", "Pipfile.lock") and not gathering.roots:
        _add_all(gathering, tuple(gathering.constraints), lock)
    return _sorted(gathering)


def _manifests(files: ProjectFiles) -> tuple[Declared, ...]:
    found = [read_standard(files), read_poetry(files), read_setup_cfg(files), read_setup_py(files)]
    for folder in member_folders(files):
        found += [read_standard(files, f"{folder}/"), read_poetry(files, f"{folder}/")]
        found += [read_setup_cfg(files, f"{folder}/")]
    return tuple(found)


def _note_computed(gathering: Gathering, manifests: tuple[Declared, ...]) -> None:
    for manifest in manifests:
        for what in manifest.computed:
            gathering.files.note(
                f"not assessed: {what} of {printable(manifest.source)}, computed by code that is not executed"
            )
    tool = table(gathering.files.toml("pyproject.toml"), "tool")
    for section, key in OTHER_INDEXES:
        if key in table(tool, section):
            gathering.files.note(f"[tool.{section}.{key}] of pyproject.toml names an index, which is not used")


def _add_all(gathering: Gathering, texts: Iterable[str], source: str) -> None:
    for text in texts:
        gathering.add(text, source)


def _add_chosen(gathering: Gathering, manifests: tuple[Declared, ...], settings: DependencySettings) -> None:
    """The extras and groups of the settings, or the usual ones for tests."""
    extras = {name for manifest in manifests for name in manifest.extras}
    groups = {name for manifest in manifests for name in manifest.groups}
    if settings.extras or settings.groups:
        gathering.extras |= wanted(settings.extras, extras, what="extra", gathering=gathering)
        chosen = wanted(settings.groups, groups, what="dependency group", gathering=gathering)
    else:
        usual = usual_names(extras | groups)
        gathering.extras |= usual & extras
        chosen = usual & groups
    for manifest in manifests:
        for name in sorted(chosen & set(manifest.groups)):
            _add_all(gathering, manifest.groups[name], f"{manifest.source}, group {name}")


def _add_requirement_files(gathering: Gathering, manifests: tuple[Declared, ...], settings: DependencySettings) -> None:
    """The files that settings or manifests name; else the usual ones for tests, and tox where there are none."""
    reader = RequirementFiles(gathering)
    for path in (*settings.requirements, *(path for manifest in manifests for path in manifest.files)):
        reader.add(path)
    if settings.requirements:
        return
    usual = _usual_files(gathering.files)
    if not any(manifest.dependencies or manifest.files for manifest in manifests):
        usual = tuple(dict.fromkeys((*gathering.files.listed("requirements.txt"), *usual)))
    for path in usual:
        reader.add(path)
    if not usual and not any(usual_names({*manifest.extras, *manifest.groups}) for manifest in manifests):
        tox = read_tox(gathering.files)
        _add_all(gathering, tox.groups.get("test", ()), tox.source)
        for path in tox.files:
            reader.add(path)


def _usual_files(files: ProjectFiles) -> tuple[str, ...]:
    """Requirement files for tests, or those for development where there are none; .txt is preferred to .in."""
    every = [
        path
        for pattern in ("*.txt", "*.in", "requirements/*.txt", "requirements/*.in")
        for path in files.listed(pattern)
    ]
    for name in (TEST_FILE, DEV_FILE):
        found = [path for path in every if name.fullmatch(path) and ("requirement" in path)]
        if found:
            pinned = {path.removesuffix(".txt") for path in found if path.endswith(".txt")}
            return tuple(path for path in found if path.endswith(".txt") or path.removesuffix(".in") not in pinned)
    return ()


def _add_extras(gathering: Gathering, manifests: tuple[Declared, ...]) -> None:
    """The project's extras that were asked for, and those they ask for in turn (`dev = ["name[test]"]`)."""
    done: set[str] = set()
    while pending := sorted(gathering.extras - done):
        done |= set(pending)
        for manifest in manifests:
            for name in pending:
                _add_all(gathering, manifest.extras.get(name, ()), f"{manifest.source}, extra {name}")


def _sorted(gathering: Gathering) -> Needs:
    files = gathering.files
    roots = sorted(gathering.roots)
    if len(roots) > MOST_ROOTS:
        files.note(f"not assessed: {len(roots) - MOST_ROOTS} of {len(roots)} requirements, more than can be resolved")
    return Needs(
        roots=tuple(roots[:MOST_ROOTS]),
        constraints=tuple(sorted(gathering.constraints)),
        hashes=tuple(sorted((name, tuple(sorted(digests))) for name, digests in gathering.hashes.items())),
        sources=tuple(dict.fromkeys(files.read)),
        notes=tuple(files.notes),
    )
