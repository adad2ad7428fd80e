"""Trees of source files on disk, made by `change`, read by the other stages."""

from pathlib import Path
from typing import NamedTuple


class SourceTree(NamedTuple):
    """One revision's files below `root`, written from git objects: no `.git`, no submodule, no symlink that leaves it.

    Nobody writes to it after `change` made it. `tree` identifies the content (see `Revision.tree`).
    """

    root: Path
    tree: str


class Trees(NamedTuple):
    """Both sides of a change on disk."""

    base: SourceTree
    head: SourceTree


class Runnable(NamedTuple):
    """One side of the change, ready to be imported in a sandbox.

    `source` is the tree with generated files in place; `import_paths` are relative to it; `layers` hold the project's
    own metadata and its dependencies, in the order of sys.path; `plugins` are the pytest plugins that the layers and
    the project bring; `notes` say what could not be prepared, and why.
    """

    source: Path
    import_paths: tuple[str, ...]
    layers: tuple[Path, ...]
    plugins: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
