"""Between files of a source tree and the modules that they are in the sandbox."""

from pathlib import PurePosixPath


def module_name(path: str, import_paths: tuple[str, ...]) -> str | None:
    """The dotted name under which `path` is imported, by the longest import path above it; None if it has none.

    `src/pkg/mod.py` with import path `src` is `pkg.mod`; `pkg/__init__.py` is `pkg`.
    """
    file = PurePosixPath(path)
    roots = [PurePosixPath(root) for root in import_paths if file.is_relative_to(root)]
    if file.suffix != ".py" or not roots:
        return None
    parts = file.relative_to(max(roots, key=lambda root: len(root.parts))).with_suffix("").parts
    parts = parts[:-1] if parts and parts[-1] == "__init__" else parts
    return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else None
