"""Dependency manifests read without running anything: which files they are, and what each of them states."""

from collections.abc import Callable
from pathlib import PurePosixPath

from stelp_ci.errors import ScanError
from stelp_ci.scan.manifest_ini import read_pip_conf, read_setup_cfg
from stelp_ci.scan.manifest_requirements import read_requirements
from stelp_ci.scan.manifest_toml import read_pyproject, read_sources_only
from stelp_ci.scan.requirement import MAX_ENTRIES, Manifest

Reader = Callable[[str], Manifest]

_BY_NAME: dict[str, Reader] = {
    "pyproject.toml": read_pyproject,
    "setup.cfg": read_setup_cfg,
    "uv.toml": read_sources_only,
    "pip.conf": read_pip_conf,
}


def reader_for(path: str) -> Reader | None:
    """How to read the file called `path`; None if it is no manifest that we know."""
    name = PurePosixPath(path)
    if name.name in _BY_NAME:
        return _BY_NAME[name.name]
    if name.suffix not in {".txt", ".in"}:
        return None
    spoken = name.name.lower()
    listed = "requirements" in spoken or "constraints" in spoken or name.parent.name.lower() == "requirements"
    return read_requirements if listed else None


def read_manifest(path: str, content: bytes) -> Manifest:
    """What `content` states. Raises `ScanError` if it cannot be read at all."""
    reader = reader_for(path)
    if reader is None:
        return Manifest()
    try:
        manifest = reader(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ScanError(f"{path} is not UTF-8", remedy="save the file as UTF-8") from error
    if len(manifest.stated) + len(manifest.sources) > MAX_ENTRIES:
        raise ScanError(f"{path} has more than {MAX_ENTRIES} entries", remedy="split the file")
    return manifest
