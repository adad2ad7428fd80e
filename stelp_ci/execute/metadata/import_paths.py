"""Which directories of a source tree belong on sys.path, so that the project imports as if it were installed."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.members import member_folders
from stelp_ci.execute.manifest.setup_py import read_setup_call
from stelp_ci.execute.manifest.values import strings, table, tables, text

USUAL = "src"


def find_import_paths(files: ProjectFiles) -> tuple[str, ...]:
    """Relative directories, declared ones first, then those of workspace members; the root stands last, always.

    Under every style of pytest the root is importable or harmless: `python -m pytest` puts it on sys.path as well.
    """
    found = [*_project_paths(files, "")]
    for folder in member_folders(files):
        inner = tuple(_project_paths(files, f"{folder}/"))
        found += inner or (folder,)
    safe = (path for path in map(_inside, found) if path not in ("", ".") and (files.root / path).is_dir())
    return (*dict.fromkeys(safe), ".")


def _project_paths(files: ProjectFiles, folder: str) -> Iterator[str]:
    yield from (f"{folder}{path}" for path in _declared(files, folder) if path not in ("", "."))
    if _holds_modules(files, f"{folder}{USUAL}"):
        yield f"{folder}{USUAL}"


def _declared(files: ProjectFiles, folder: str) -> Iterator[str]:
    pyproject = files.toml(f"{folder}pyproject.toml")
    tool = table(pyproject, "tool")
    yield from strings(table(tool, "pytest", "ini_options").get("pythonpath"))
    yield from _package_dir(table(tool, "setuptools", "package-dir"))
    yield from (path for path in strings(table(tool, "setuptools", "packages", "find").get("where")) if path != ".")
    for package in tables(table(tool, "poetry").get("packages")):
        yield text(package.get("from"))
    for package in strings(table(tool, "hatch", "build", "targets", "wheel").get("packages")):
        yield PurePosixPath(package).parent.as_posix()
    yield from strings(table(tool, "hatch", "build", "targets", "wheel").get("sources"))
    yield text(table(tool, "pdm", "build").get("package-dir"))
    yield text(table(tool, "maturin").get("python-source"))
    yield text(table(tool, "uv", "build-backend").get("module-root"))
    yield from _setuptools(files, folder)


def _setuptools(files: ProjectFiles, folder: str) -> Iterator[str]:
    sections = files.ini(f"{folder}setup.cfg")
    for line in strings(sections.get("options", {}).get("package_dir")):
        name, _, path = line.partition("=")
        if not name.strip():
            yield path.strip()
    yield sections.get("options.packages.find", {}).get("where", "").strip()
    for section in ("tool:pytest", "pytest"):
        yield from re.split(r"[\s,]+", sections.get(section, {}).get("pythonpath", ""))
    if not folder:
        yield from re.split(r"[\s,]+", files.ini("pytest.ini").get("pytest", {}).get("pythonpath", ""))
        yield from _package_dir(table(read_setup_call(files).literals.get("package_dir")))


def _package_dir(mapping: dict[str, object]) -> Iterator[str]:
    """`{"": "src"}`: only the root package moves sys.path."""
    yield text(mapping.get(""))


def _holds_modules(files: ProjectFiles, folder: str) -> bool:
    """Whether the folder holds modules or packages (namespace packages too) and is itself none."""
    place = files.root / folder
    if not place.is_dir() or files.has(f"{folder}/__init__.py"):
        return False
    return any(
        path.suffix == ".py" or _is_package(files, path.relative_to(files.root).as_posix()) for path in place.iterdir()
    )


def _is_package(files: ProjectFiles, folder: str) -> bool:
    return (files.root / folder).is_dir() and bool(
        files.listed(f"{_escaped(folder)}/*.py") or files.listed(f"{_escaped(folder)}/*/*.py")
    )


def _escaped(folder: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", folder)


def _inside(path: str) -> str:
    """The normalised path, or an empty one where it leaves the tree."""
    parts = PurePosixPath(path).parts
    if PurePosixPath(path).is_absolute() or ".." in parts or "\0" in path:
        return ""
    return PurePosixPath(*parts).as_posix() if parts else ""
