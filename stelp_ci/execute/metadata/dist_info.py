"""The project's own dist-info, so that `importlib.metadata` finds it. https://packaging.python.org/en/latest/specifications/core-metadata/"""

import re
from pathlib import Path

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.manifest.setup_py import read_setup_call
from stelp_ci.execute.manifest.values import table, text
from stelp_ci.execute.metadata.entry_points import entry_points_text
from stelp_ci.execute.needs.poetry import read_poetry
from stelp_ci.execute.needs.requirement import Need, normalised, read_requirement
from stelp_ci.execute.needs.setuptools_files import read_setup_cfg, read_setup_py
from stelp_ci.execute.needs.standard import read_standard

DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII)


def project_name(files: ProjectFiles) -> str:
    """The name under which the project is distributed; empty where no file states a valid one."""
    pyproject = files.toml("pyproject.toml")
    named = (
        text(table(pyproject, "project").get("name")),
        text(table(pyproject, "tool", "poetry").get("name")),
        text(table(pyproject, "tool", "flit", "metadata").get("dist-name")),
        text(table(pyproject, "tool", "flit", "metadata").get("module")),
        files.ini("setup.cfg").get("metadata", {}).get("name", "").strip(),
        text(read_setup_call(files).literals.get("name")),
    )
    name = next((name for name in named if name), "")
    if name and not DISTRIBUTION.fullmatch(name):
        files.note(f"{printable(name)} is no name for a distribution: importlib.metadata will not find the project")
        return ""
    return name


def write_dist_info(files: ProjectFiles, layer: Path, *, name: str, version: str) -> None:
    """Write `<name>-<version>.dist-info` into the directory `layer`."""
    folder = layer / f"{normalised(name).replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(_metadata(files, name, version), encoding="utf-8")
    (folder / "INSTALLER").write_text("stelp-ci\n", encoding="utf-8")
    if entries := entry_points_text(files):
        (folder / "entry_points.txt").write_text(entries, encoding="utf-8")
    names = sorted([*(path.name for path in folder.iterdir()), "RECORD"])
    (folder / "RECORD").write_text("".join(f"{folder.name}/{file},,\n" for file in names), encoding="utf-8")


def _metadata(files: ProjectFiles, name: str, version: str) -> str:
    declared = (read_standard(files), read_poetry(files), read_setup_cfg(files), read_setup_py(files))
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *_summary(files)]
    for manifest in declared:
        lines += [f"Requires-Dist: {need.text}" for need in _needs(manifest.dependencies)]
        for extra, entries in manifest.extras.items():
            if not DISTRIBUTION.fullmatch(extra):
                continue
            lines += [f"Provides-Extra: {extra}"]
            lines += [f"Requires-Dist: {_within_extra(need.text, extra)}" for need in _needs(entries)]
    return "\n".join((*dict.fromkeys(lines), ""))


def _summary(files: ProjectFiles) -> list[str]:
    project = table(files.toml("pyproject.toml"), "project")
    found = [("Summary", text(project.get("description"))), ("Requires-Python", text(project.get("requires-python")))]
    return [f"{field}: {printable(value)}" for field, value in found if value]


def _needs(texts: tuple[str, ...]) -> list[Need]:
    return [need for need in map(read_requirement, texts) if isinstance(need, Need)]


def _within_extra(requirement: str, extra: str) -> str:
    plain, _, marker = requirement.partition(";")
    condition = f"({marker.strip()}) and " if marker else ""
    return f'{plain.strip()} ; {condition}extra == "{extra}"'
