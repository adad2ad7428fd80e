"""pyproject.toml: PEP 621, dependency groups (PEP 735), build requirements, and the tables of uv, Poetry and PDM.

https://packaging.python.org/en/latest/specifications/pyproject-toml/
"""

from collections.abc import Iterator

from stelp_ci.scan.manifest_ini import line_of
from stelp_ci.scan.requirement import Manifest, Source, Stated, stated
from stelp_ci.scan.toml_document import Table, items, read_toml, subtable

_INSTALLERS = ("uv", "poetry", "pdm", "hatch", "pip", "pip-tools", "pixi")


def read_pyproject(text: str) -> Manifest:
    """Everything that an installer would take from it. Raises `ScanError` if it is not TOML."""
    document = read_toml(text.encode(), "pyproject.toml")
    standard = [stated(entry, group=group, line=line_of(entry, text)) for group, entry in _standard(document)]
    return Manifest((*standard, *_poetry(document, text)), tuple(_sources(subtable(document, "tool"), text)))


def read_sources_only(text: str) -> Manifest:
    """Indexes in uv.toml. Raises `ScanError` if it is not TOML."""
    return Manifest(sources=tuple(_addresses(read_toml(text.encode(), "uv.toml"), "uv", text)))


def _standard(document: Table) -> Iterator[tuple[str, str]]:
    """Group and text of each PEP 508 entry."""
    lists: list[tuple[str, object]] = [
        ("build-system.requires", subtable(document, "build-system").get("requires")),
        ("dependencies", subtable(document, "project").get("dependencies")),
    ]
    extras, groups = subtable(document, "project", "optional-dependencies"), subtable(document, "dependency-groups")
    lists += [(f"extra {name}", value) for name, value in extras.items()]
    lists += [(f"group {name}", value) for name, value in groups.items()]
    lists += [("tool.uv.dev-dependencies", subtable(document, "tool", "uv").get("dev-dependencies"))]
    for group, value in lists:
        yield from ((group, entry) for entry in items(value) if isinstance(entry, str))


def _poetry(document: Table, text: str) -> Iterator[Stated]:
    """Poetry's own tables: a name with a version, or with a table."""
    poetry = subtable(document, "tool", "poetry")
    tables = {f"poetry {name}": subtable(poetry, name) for name in ("dependencies", "dev-dependencies")}
    for name in subtable(poetry, "group"):
        tables[f"poetry group {name}"] = subtable(poetry, "group", name, "dependencies")
    for group, table in tables.items():
        for name, value in table.items():
            detail = {} if isinstance(value, str) else subtable({"value": value}, "value")
            wants = value if isinstance(value, str) else str(sorted(detail.items(), key=str))
            url = next((str(detail[key]) for key in ("url", "git", "path") if key in detail), "")
            if name != "python":
                yield Stated(group, f"{name} {wants}", line_of(name, text), name.lower(), wants, url)


def _sources(tools: Table, text: str) -> Iterator[Source]:
    for name in _INSTALLERS:
        yield from _addresses(tools.get(name), f"tool.{name}", text)


def _addresses(value: object, group: str, text: str) -> Iterator[Source]:
    """Every address below `value`: an index, a Git repository, a direct URL."""
    waiting: list[object] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and ("://" in one or one.startswith("git+")):
            yield Source(group, one, line_of(one, text))
        waiting += items(one) + list(subtable({"one": one}, "one").values())
