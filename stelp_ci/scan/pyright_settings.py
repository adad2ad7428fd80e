"""The pyright configuration for both sides: the base's settings, rewritten so that they hold from outside the tree.

Keys: https://microsoft.github.io/pyright/#/configuration
"""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from stelp_ci.errors import ScanError
from stelp_ci.scan.sources import Side, Sources
from stelp_ci.scan.toml_document import Table, items, read_toml, subtable

_TAKEN = re.compile(
    r"typeCheckingMode|report\w+|strict(List|Dictionary|Set|Parameter)\w+|analyzeUnannotatedFunctions"
    r"|enable\w+|deprecateTypingAliases|disableBytesTypePromotions|pythonVersion|pythonPlatform|defineConstant"
    r"|useLibraryCodeForTypes"
)
"""Settings without paths. `extends`, `venv`, `venvPath` and `typeshedPath` could lead out of the tree: left behind."""

_PATHS = ("include", "exclude", "ignore", "strict")
_JSONC = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


class Project(NamedTuple):
    """The base's settings: `taken` as they are, `paths` relative to the tree; `configured` if there were any."""

    taken: Table
    paths: dict[str, tuple[str, ...]]
    import_roots: tuple[str, ...]
    configured: bool


def base_project(sources: Sources) -> Project:
    """pyrightconfig.json of the base, else `[tool.pyright]`. Raises `ScanError` if they cannot be read."""
    table = _table(sources)
    taken = {key: value for key, value in table.items() if _TAKEN.fullmatch(key)}
    paths = {key: _inside(table.get(key)) for key in _PATHS if table.get(key)}
    return Project(taken, paths, _import_roots(table), configured=bool(table))


def written_config(
    directory: Path, project: Project, root: Path, layers: Sequence[Path], *, extra: Sequence[str] = ()
) -> Path:
    """Write the configuration of one side into `directory` and return its path.

    pyright's own defaults for `exclude` are relative to `directory` and so leave nothing of the tree out.
    `extra` are files to check although pyright would leave out their directory, relative to `root`.
    """
    above = PurePosixPath(_upwards(directory, root))
    paths = {key: [str(above / path) for path in found] for key, found in project.paths.items()}
    include = paths.get("include", [str(above)]) + [str(above / path) for path in extra]
    roots = [str(root / name) for name in project.import_roots] + [str(layer) for layer in layers]
    config = {
        "pythonVersion": f"{sys.version_info.major}.{sys.version_info.minor}",
        "pythonPlatform": "Linux",
        **project.taken,
        **paths,
        "include": include,
        "stubPath": str(root / "typings"),
        "executionEnvironments": [{"root": str(above), "extraPaths": roots}],
    }
    file = directory / "pyrightconfig.json"
    file.write_text(json.dumps(config))
    return file


def _table(sources: Sources) -> Table:
    content = sources.content(Side.BASE, "pyrightconfig.json")
    if content is not None:
        return _jsonc(content)
    content = sources.content(Side.BASE, "pyproject.toml")
    if content is None:
        return {}
    return subtable(read_toml(content, "the base's pyproject.toml"), "tool", "pyright")


def _jsonc(content: bytes) -> Table:
    """JSON with comments and trailing commas, as pyright takes it."""
    try:
        text = _JSONC.sub(lambda match: match[1] or " ", content.decode("utf-8-sig"))
        table: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScanError(f"the base's pyrightconfig.json cannot be read: {error}", remedy="mend the file") from error
    return subtable({"config": table}, "config")


def _inside(value: object) -> tuple[str, ...]:
    """The paths of a setting that stay in the tree."""
    paths = [PurePosixPath(path) for path in items(value) if isinstance(path, str)]
    return tuple(str(path) for path in paths if not path.is_absolute() and ".." not in path.parts)


def _import_roots(table: Table) -> tuple[str, ...]:
    environments = [subtable({"one": one}, "one") for one in items(table.get("executionEnvironments"))]
    named = [path for one in (table, *environments) for path in _inside(one.get("extraPaths"))]
    roots = [path for one in environments for path in _inside([one.get("root")])]
    return tuple(dict.fromkeys([*named, *roots, "src"]))


def _upwards(directory: Path, root: Path) -> str:
    """`root` relative to `directory`, with `..`: pyright ignores absolute paths in `include`."""
    return str(PurePosixPath(*[".."] * (len(directory.parts) - 1), *root.parts[1:]))
