"""The project itself, made importable without a build: nothing of it is executed on the host."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import LayerError
from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.metadata.dist_info import project_name, write_dist_info
from stelp_ci.execute.metadata.generated import GeneratedFile, generated_files
from stelp_ci.execute.metadata.import_paths import find_import_paths
from stelp_ci.execute.metadata.native import note_native_parts
from stelp_ci.execute.metadata.version import project_version
from stelp_ci.execute.plugins import plugin_names
from stelp_ci.model.source import SourceTree


class Project(NamedTuple):
    """What the sandbox mounts: `source` is the tree or a hard-linked copy with generated files in it.

    `import_paths` are relative to `source`, in order. `metadata_layer` holds the project's own dist-info; None where
    its name is unknown. `plugins` are the pytest plugins that it is itself. `notes` say what could not
    be prepared.
    """

    source: Path
    import_paths: tuple[str, ...]
    metadata_layer: Path | None
    plugins: tuple[str, ...]
    notes: tuple[str, ...]


def prepare_project(tree: SourceTree, directory: Path) -> Project:
    """Prepare `tree` for the sandbox; whatever has to be written is written below the empty `directory`.

    Raises `LayerError` where that cannot be done; what the tree's files hold only leads to notes.
    """
    files = ProjectFiles(tree.root)
    import_paths = find_import_paths(files)
    note_native_parts(files)
    name = project_name(files)
    version = project_version(files, name, import_paths)
    missing = generated_files(files, version)
    try:
        source = _copied(tree.root, directory / "source", missing) if missing else tree.root
        layer = directory / "metadata" if name else None
        if layer is not None:
            write_dist_info(files, layer, name=name, version=version)
    except OSError as error:
        raise LayerError(
            f"the project cannot be prepared below {directory}: {error}", remedy="is the disk full?"
        ) from error
    plugins = plugin_names(layer) if layer is not None else ()
    return Project(source, import_paths, layer, plugins, tuple(files.notes))


def _copied(root: Path, target: Path, missing: tuple[GeneratedFile, ...]) -> Path:
    """A copy of the tree that shares its files, with the missing ones added. Links stay links, and are not followed."""
    shutil.copytree(root, target, symlinks=True, copy_function=_link)
    for file in missing:
        path = target / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as written:
            written.write(file.text)
    return target


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)  # another file system, or links are not allowed there
