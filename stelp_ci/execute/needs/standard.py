"""pyproject.toml: `[project]`, `[dependency-groups]`, and the tables of hatch, pdm, uv and pytest.

https://packaging.python.org/en/latest/specifications/pyproject-toml/ and .../dependency-groups/
"""

from collections.abc import Iterator, Mapping

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.manifest.values import items, strings, table, text
from stelp_ci.execute.needs.declared import Declared
from stelp_ci.execute.needs.requirement import normalised

TEST_ENVIRONMENTS = ("hatch-test", "test", "tests", "default")


def read_standard(files: ProjectFiles, folder: str = "") -> Declared:
    """What the pyproject.toml in `folder` (with a trailing slash, or empty) declares."""
    path = f"{folder}pyproject.toml"
    pyproject = files.toml(path)
    project = table(pyproject, "project")
    dynamic = table(pyproject, "tool", "setuptools", "dynamic")
    return Declared(
        source=path,
        name=text(project.get("name")),
        dependencies=(*strings(project.get("dependencies")), *_pytest_plugins(pyproject)),
        extras=_lists(table(project, "optional-dependencies")),
        groups=_groups(files, pyproject, path),
        files=tuple(f"{folder}{name}" for name in _dynamic_files(table(dynamic, "dependencies"))),
        local=_local_names(pyproject),
        computed=_computed(project, dynamic),
    )


def _lists(value: dict[str, object]) -> dict[str, tuple[str, ...]]:
    return {normalised(name): strings(entries) for name, entries in value.items()}


def _pytest_plugins(pyproject: dict[str, object]) -> tuple[str, ...]:
    required = table(pyproject, "tool", "pytest", "ini_options").get("required_plugins")
    return tuple(required.split()) if isinstance(required, str) else strings(required)


def _groups(files: ProjectFiles, pyproject: dict[str, object], path: str) -> dict[str, tuple[str, ...]]:
    raw = {normalised(name): entries for name, entries in table(pyproject, "dependency-groups").items()}
    found = {name: tuple(dict.fromkeys(_expanded(files, raw, name, (path,)))) for name in raw}
    for name, entries in _lists(table(pyproject, "tool", "pdm", "dev-dependencies")).items():
        found[name] = (*found.get(name, ()), *entries)
    found["dev"] = (*found.get("dev", ()), *strings(table(pyproject, "tool", "uv").get("dev-dependencies")))
    for name in TEST_ENVIRONMENTS:
        environment = table(pyproject, "tool", "hatch", "envs", name)
        needed = (*strings(environment.get("dependencies")), *strings(environment.get("extra-dependencies")))
        found["test"] = (*found.get("test", ()), *needed)
    return {name: entries for name, entries in found.items() if entries}


def _expanded(files: ProjectFiles, raw: Mapping[str, object], name: str, trail: tuple[str, ...]) -> Iterator[str]:
    """The group's own strings and those of the groups it includes; a circle is noted and cut."""
    if name in trail[1:] or name not in raw:
        files.note(f"dependency group {printable(name)} in {printable(trail[0])} includes itself or does not exist")
        return
    for entry in items(raw[name]):
        if isinstance(entry, str):
            yield entry
        elif included := text(table(entry).get("include-group")):
            yield from _expanded(files, raw, normalised(included), (*trail, name))


def _dynamic_files(entry: dict[str, object]) -> tuple[str, ...]:
    return strings(entry.get("file"))


def _computed(project: dict[str, object], dynamic: dict[str, object]) -> tuple[str, ...]:
    absent = set(strings(project.get("dynamic"))) & {"dependencies", "optional-dependencies"}
    return tuple(sorted(absent - set(dynamic)))


def _local_names(pyproject: dict[str, object]) -> frozenset[str]:
    """Names that `[tool.uv.sources]` takes from a path, a workspace, git or a URL instead of an index."""
    return frozenset(
        normalised(name)
        for name, source in table(pyproject, "tool", "uv", "sources").items()
        for entry in (items(source) or (source,))
        if table(entry).keys() & {"git", "path", "url", "workspace"}
    )
