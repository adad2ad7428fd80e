"""Entry points as the manifests declare them. https://packaging.python.org/en/latest/specifications/entry-points/"""

import re

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.manifest.setup_py import read_setup_call
from stelp_ci.execute.manifest.values import strings, table, text

GROUP = re.compile(r"\w+(\.\w+)*", re.ASCII)
NAME = re.compile(r"[\w.:@+/ -]+", re.ASCII)
REFERENCE = re.compile(r"[\w.]+(\s*:\s*[\w.]+)?(\s*\[[\w,.\s-]*\])?", re.ASCII)


def entry_points_text(files: ProjectFiles) -> str:
    """The content of entry_points.txt; a declaration that would not be read back as it stands is left out."""
    lines: list[str] = []
    for group, entries in sorted(_declared(files).items()):
        good = {name: value for name, value in sorted(entries.items()) if _is_sound(files, group, name, value)}
        if good:
            lines += [f"[{group}]", *(f"{name} = {value}" for name, value in good.items()), ""]
    return "\n".join(lines)


def _is_sound(files: ProjectFiles, group: str, name: str, value: str) -> bool:
    sound = GROUP.fullmatch(group) and NAME.fullmatch(name) and REFERENCE.fullmatch(value)
    if not sound:
        files.note(f"entry point {printable(name)} = {printable(value)} of {printable(group)} cannot be written")
    return bool(sound)


def _declared(files: ProjectFiles) -> dict[str, dict[str, str]]:
    pyproject = files.toml("pyproject.toml")
    project, poetry = table(pyproject, "project"), table(pyproject, "tool", "poetry")
    found: dict[str, dict[str, str]] = {}
    for source in (project, poetry):
        _add(found, "console_scripts", table(source, "scripts"))
    _add(found, "gui_scripts", table(project, "gui-scripts"))
    for group, entries in {**table(project, "entry-points"), **table(poetry, "plugins")}.items():
        _add(found, group, table(entries))
    for group, lines in files.ini("setup.cfg").get("options.entry_points", {}).items():
        _add_lines(found, group, strings(lines))
    for group, lines in table(read_setup_call(files).literals.get("entry_points")).items():
        _add_lines(found, str(group), strings(lines))
    return found


def _add(found: dict[str, dict[str, str]], group: str, entries: dict[str, object]) -> None:
    for name, value in entries.items():
        reference = text(value) or text(table(value).get("reference")) or text(table(value).get("callable"))
        if reference:
            found.setdefault(group, {})[name.strip()] = reference.strip()


def _add_lines(found: dict[str, dict[str, str]], group: str, lines: tuple[str, ...]) -> None:
    for line in lines:
        name, _, value = line.partition("=")
        if value.strip():
            found.setdefault(group, {})[name.strip()] = value.strip()
