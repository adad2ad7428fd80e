"""pyproject.toml as Poetry writes it: tables of versions in Poetry's own syntax.

https://python-poetry.org/docs/dependency-specification/
"""

import re
from collections.abc import Iterator

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.manifest.values import items, strings, table, text
from stelp_ci.execute.needs.declared import Declared
from stelp_ci.execute.needs.requirement import normalised

RELEASE = re.compile(r"(\^|~(?!=))\s*(\d+(?:\.\d+)*)(.*)")
BETWEEN = re.compile(r",|\s+(?=[<>=!~^])")
BARE = re.compile(r"\d[\w.*+!-]*")
PYTHON_RANGE = re.compile(r"(>=|<=|==|!=|<|>|~=)\s*(\d+(?:\.\d+)*(?:\.\*)?)")


def read_poetry(files: ProjectFiles, folder: str = "") -> Declared:
    """What `[tool.poetry]` of the pyproject.toml in `folder` declares; extras hold the optional ones they name."""
    path = f"{folder}pyproject.toml"
    poetry = table(files.toml(path), "tool", "poetry")
    main = table(poetry, "dependencies")
    groups = {normalised(name): table(group, "dependencies") for name, group in table(poetry, "group").items()}
    if legacy := table(poetry, "dev-dependencies"):
        groups["dev"] = {**legacy, **groups.get("dev", {})}
    every = [main, *groups.values()]
    return Declared(
        source=path,
        name=text(poetry.get("name")),
        dependencies=tuple(_requirements(files, path, main, optional=False)),
        extras=_extras(files, path, main, table(poetry, "extras")),
        groups={name: tuple(_requirements(files, path, group, optional=None)) for name, group in groups.items()},
        local=frozenset(normalised(name) for entries in every for name in entries if _is_local(entries[name])),
    )


def _extras(
    files: ProjectFiles, path: str, main: dict[str, object], extras: dict[str, object]
) -> dict[str, tuple[str, ...]]:
    by_name = {normalised(name): entry for name, entry in main.items()}
    found: dict[str, tuple[str, ...]] = {}
    for extra, names in extras.items():
        chosen = {name: by_name[name] for name in map(normalised, strings(names)) if name in by_name}
        found[normalised(extra)] = tuple(_requirements(files, path, chosen, optional=None))
    return found


def _requirements(
    files: ProjectFiles, path: str, entries: dict[str, object], *, optional: bool | None
) -> Iterator[str]:
    """PEP 508 strings of one table; `optional` False leaves the optional ones to their extras."""
    for name, entry in entries.items():
        if normalised(name) == "python":
            continue
        for variant in items(entry) or (entry,):
            details: dict[str, object] = {"version": variant} if isinstance(variant, str) else table(variant)
            if optional is False and details.get("optional") is True:
                continue
            yield _requirement(files, path, name, details)


def _requirement(files: ProjectFiles, path: str, name: str, details: dict[str, object]) -> str:
    address = next((text(details[key]) for key in ("git", "path", "url", "file") if key in details), None)
    if address is not None:
        return f"{name} @ {address or 'unknown'}"
    extras = ",".join(strings(details.get("extras")))
    versions = specifier(text(details.get("version")))
    if versions is None:
        files.note(
            f"the versions of {printable(name)} in {printable(path)} cannot be written as one range; any is taken"
        )
    marker = " and ".join(f"({part})" for part in (text(details.get("markers")), _python_marker(details)) if part)
    return f"{name}[{extras}]{versions or ''}" + (f" ; {marker}" if marker else "")


def specifier(versions: str) -> str | None:
    """Poetry's `^1.2`, `~1.2`, `1.2.*`, `1.2` and lists of them as PEP 440; None for alternatives (`||`)."""
    if "|" in versions:
        return None
    parts = (part.strip() for part in BETWEEN.split(versions) if part.strip() not in ("", "*"))
    return ",".join(_range(part) for part in parts)


def _range(part: str) -> str:
    if match := RELEASE.fullmatch(part):
        operator, release, rest = match.groups()
        numbers = [int(number) for number in release.split(".")[:4] if len(number) < 10] or [0]
        return f">={release}{rest},<{_caret_end(numbers) if operator == '^' else _tilde_end(numbers)}"
    return f"=={part}" if BARE.fullmatch(part) else part


def _caret_end(numbers: list[int]) -> str:
    """The first version outside: the leftmost number that is not zero goes up by one (`^0.0` ends at 0.1)."""
    place = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
    return ".".join(str(number) for number in (*numbers[:place], numbers[place] + 1))


def _tilde_end(numbers: list[int]) -> str:
    """The first version outside: the second number goes up by one, or the first where there is no other."""
    place = min(1, len(numbers) - 1)
    return ".".join(str(number) for number in (*numbers[:place], numbers[place] + 1))


def _python_marker(details: dict[str, object]) -> str:
    """`python = ">=3.8,<3.11"` as a marker; a range that cannot be written as one does not restrict."""
    versions = specifier(text(details.get("python")))
    found = PYTHON_RANGE.findall(versions or "")
    return " and ".join(f'python_full_version {operator} "{release}"' for operator, release in found)


def _is_local(entry: object) -> bool:
    return any(table(variant).keys() & {"git", "path", "url", "file"} for variant in items(entry) or (entry,))
