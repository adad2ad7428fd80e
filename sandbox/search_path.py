# ruff: noqa: PTH118
# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""Where imports are looked for inside: the project, Python, the layers, and our own packages last."""

from __future__ import annotations

import os
import sys

SOURCE = "/src"
HARNESS = "/stelp/site"
OURS = "/stelp"


def set_search_path(import_paths: list[str], layers: list[str]) -> list[str]:
    """Arrange sys.path: the project's import paths, Python, the layers, pytest. Returns the paths that go first."""
    sys.path.remove(OURS)
    imports = [os.path.normpath(os.path.join(SOURCE, path)) for path in import_paths]
    sys.path[:0] = imports
    import site

    site.setquit()
    for layer in layers:
        site.addsitedir(layer)
    sys.path.append(HARNESS)
    os.environ["PYTHONPATH"] = os.pathsep.join([*imports, *layers, HARNESS])
    return [*imports, *layers]
