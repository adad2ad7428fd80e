"""The project's version, as far as its files say it."""

import re
from collections.abc import Iterator

from packaging.version import InvalidVersion, Version

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.manifest.setup_py import read_setup_call
from stelp_ci.execute.manifest.values import strings, table, text
from stelp_ci.execute.metadata.literals import assigned_string
from stelp_ci.execute.needs.requirement import normalised

UNKNOWN = "0.0.0+unknown"
NAMES = ("__version__", "VERSION", "version")
DESCRIBED = re.compile(r"^describe-name:\s*v?(\d[\w.!+]*?)(?:-\d+-g[0-9a-f]+)?\s*$", re.MULTILINE)


def project_version(files: ProjectFiles, name: str, import_paths: tuple[str, ...]) -> str:
    """The first valid version that a file states; `0.0.0+unknown` (noted) where it comes from git or a computation."""
    for stated in _stated(files, name, import_paths):
        try:
            return str(Version(stated.strip()))
        except InvalidVersion:
            files.note(f"{printable(stated)} is no version and was passed over")
    if name:
        files.note(f"the version of {printable(name)} is not in its files: {UNKNOWN} stands for it")
    return UNKNOWN


def _stated(files: ProjectFiles, name: str, import_paths: tuple[str, ...]) -> Iterator[str]:
    pyproject = files.toml("pyproject.toml")
    for keys in (("project",), ("tool", "poetry"), ("tool", "flit", "metadata")):
        yield from _some(text(table(pyproject, *keys).get("version")))
    yield from _some(_header(files, "PKG-INFO"))
    yield from _setup_cfg(files, import_paths)
    yield from _some(text(read_setup_call(files).literals.get("version")))
    yield from _by_tool(files, pyproject, import_paths)
    for path in _modules(name, import_paths):
        yield from _some(assigned_string(files, path, NAMES))
    yield from _from_archive(files)
    yield from _fallbacks(pyproject)


def _some(value: str) -> tuple[str, ...]:
    # 0.0.0 is what dynamic versioning plugins keep in the file
    return (value,) if value and value != "0.0.0" else ()


def _header(files: ProjectFiles, path: str) -> str:
    match = re.search(r"^Version: *(\S+)", files.text(path) or "", re.MULTILINE)
    return match[1] if match else ""


def _setup_cfg(files: ProjectFiles, import_paths: tuple[str, ...]) -> Iterator[str]:
    stated = files.ini("setup.cfg").get("metadata", {}).get("version", "").strip()
    kind, _, rest = stated.partition(":")
    if kind == "attr" and rest:
        yield from _attribute(files, rest.strip(), import_paths)
    elif kind == "file" and rest:
        yield from _some((files.text(rest.strip()) or "").strip())
    else:
        yield from _some(stated)


def _by_tool(files: ProjectFiles, pyproject: dict[str, object], import_paths: tuple[str, ...]) -> Iterator[str]:
    """Where setuptools, hatch and pdm are told to look."""
    dynamic = table(pyproject, "tool", "setuptools", "dynamic", "version")
    if attribute := text(dynamic.get("attr")):
        yield from _attribute(files, attribute, import_paths)
    for path in strings(dynamic.get("file")):
        yield from _some((files.text(path) or "").strip())
    for tool in ("hatch", "pdm"):
        if path := text(table(pyproject, "tool", tool, "version").get("path")):
            yield from _some(assigned_string(files, path, NAMES))


def _attribute(files: ProjectFiles, dotted: str, import_paths: tuple[str, ...]) -> Iterator[str]:
    module, _, name = dotted.rpartition(".")
    place = module.replace(".", "/")
    for root in import_paths:
        for path in (f"{root}/{place}.py", f"{root}/{place}/__init__.py"):
            yield from _some(assigned_string(files, path, (name,)))


def _modules(name: str, import_paths: tuple[str, ...]) -> Iterator[str]:
    package = normalised(name).replace("-", "_")
    for root in import_paths if package else ():
        for end in ("/__init__.py", ".py", "/_version.py", "/version.py", "/__version__.py", "/__about__.py"):
            yield f"{root}/{package}{end}"


def _from_archive(files: ProjectFiles) -> Iterator[str]:
    """What `git archive` writes for setuptools_scm and its kin: the last tag."""
    for path in (".git_archival.txt", ".hg_archival.txt"):
        if match := DESCRIBED.search(files.text(path) or ""):
            yield match[1]


def _fallbacks(pyproject: dict[str, object]) -> Iterator[str]:
    yield from _some(text(table(pyproject, "tool", "setuptools_scm").get("fallback_version")))
    yield from _some(text(table(pyproject, "tool", "setuptools-scm").get("fallback_version")))
    for key in ("fallback-version", "raw-options"):
        value = table(pyproject, "tool", "hatch", "version").get(key)
        yield from _some(text(value) or text(table(value).get("fallback_version")))
