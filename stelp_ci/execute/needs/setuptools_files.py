"""setup.cfg, and the literal arguments of setup.py."""

import re

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.setup_py import read_setup_call
from stelp_ci.execute.manifest.values import strings, table, text
from stelp_ci.execute.needs.declared import Declared
from stelp_ci.execute.needs.requirement import normalised

FILE_DIRECTIVE = re.compile(r"\s*file:\s*(.+)", re.DOTALL)
SETUP_PY_KEYWORDS = frozenset({"extras_require", "install_requires", "tests_require", "**"})


def read_setup_cfg(files: ProjectFiles, folder: str = "") -> Declared:
    """What the setup.cfg in `folder` declares; `file:` directives become requirement files."""
    path = f"{folder}setup.cfg"
    sections = files.ini(path)
    options = sections.get("options", {})
    required = options.get("install_requires", "")
    directive = FILE_DIRECTIVE.fullmatch(required)
    names = re.split(r"[,\s]+", directive[1].strip()) if directive else []
    extras = sections.get("options.extras_require", {})
    return Declared(
        source=path,
        name=sections.get("metadata", {}).get("name", "").strip(),
        dependencies=() if directive else strings(required),
        extras={normalised(name): strings(lines) for name, lines in extras.items()},
        groups=_tests_require(strings(options.get("tests_require"))),
        files=tuple(f"{folder}{name}" for name in names if name),
    )


def read_setup_py(files: ProjectFiles) -> Declared:
    """What the root's setup.py says in literals. It is not executed: what it computes is named in `computed`."""
    call = read_setup_call(files)
    return Declared(
        source="setup.py",
        name=text(call.literals.get("name")),
        dependencies=strings(call.literals.get("install_requires")),
        extras=_extras(table(call.literals.get("extras_require"))),
        groups=_tests_require(strings(call.literals.get("tests_require"))),
        computed=tuple(sorted(call.computed & SETUP_PY_KEYWORDS)),
    )


def _extras(required: dict[str, object]) -> dict[str, tuple[str, ...]]:
    """Keys may carry a marker (`test:python_version<'3.11'`), which then holds for each entry."""
    found: dict[str, tuple[str, ...]] = {}
    for key, entries in required.items():
        name, _, marker = str(key).partition(":")
        lines = tuple(f"{entry} ; {marker}" if marker else entry for entry in strings(entries))
        found[normalised(name)] = (*found.get(normalised(name), ()), *lines)
    return found


def _tests_require(entries: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {"test": entries} if entries else {}
