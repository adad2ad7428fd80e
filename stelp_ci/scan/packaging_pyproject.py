"""What a pyproject.toml makes run by itself: backends of the project's own, build hooks, entry points."""

from collections.abc import Iterator

from stelp_ci.errors import ScanError
from stelp_ci.model.finding import Severity
from stelp_ci.scan.changed_text import Text
from stelp_ci.scan.hit import Hit, Place
from stelp_ci.scan.manifest_ini import line_of
from stelp_ci.scan.packaging_rule import rule_of
from stelp_ci.scan.toml_document import Table, items, read_toml, subtable

_COMMANDS = frozenset(
    {"python", "python3", "pip", "pip3", "git", "ssh", "sudo", "ls", "cat", "curl", "node", "npm", "uv"}
)


def pyproject_hits(text: Text) -> Iterator[Hit]:
    """Build hooks and entry points of one pyproject.toml."""
    try:
        document = read_toml(text.whole.encode(), text.path)
    except ScanError:
        return  # the dependencies analyser says that it cannot be read
    build = subtable(document, "build-system")
    if path := items(build.get("backend-path")):
        yield _entry(
            text, "backend-path", "build-hook", f"the build backend is code of the project ({path})", Severity.HIGH
        )
    for what in _hooks(document):
        yield _entry(text, what, "build-hook", f"`{what}` runs code of the project when it is built", Severity.MEDIUM)
    for group, name, target in _entry_points(document):
        yield from _entry_point(text, group, name, target)


def _hooks(document: Table) -> Iterator[str]:
    tool = subtable(document, "tool")
    hatch = subtable(tool, "hatch")
    custom = [
        subtable(hatch, "build", "hooks"),
        *(subtable(hatch, "build", "targets", name, "hooks") for name in subtable(hatch, "build", "targets")),
    ]
    if any("custom" in hooks for hooks in custom):
        yield "hooks.custom"
    if "custom" in subtable(hatch, "metadata", "hooks"):
        yield "metadata.hooks"
    if subtable(tool, "setuptools").get("cmdclass"):
        yield "cmdclass"
    if subtable(tool, "poetry", "build") or isinstance(subtable(tool, "poetry").get("build"), str):
        yield "tool.poetry.build"
    if subtable(tool, "pdm", "build").get("run-setuptools") or subtable(tool, "pdm", "build").get("custom-hook"):
        yield "tool.pdm.build"


def _entry_points(document: Table) -> Iterator[tuple[str, str, str]]:
    project = subtable(document, "project")
    for name, target in subtable(project, "scripts").items():
        yield "scripts", name, str(target)
    for group in subtable(project, "entry-points"):
        for name, target in subtable(project, "entry-points", group).items():
            yield group, name, str(target)


def _entry_point(text: Text, group: str, name: str, target: str) -> Iterator[Hit]:
    if group == "scripts":
        if name in _COMMANDS:
            yield _entry(
                text, name, "entry-point", f"the script `{name}` takes the place of a common command", Severity.HIGH
            )
        return
    loads = "is loaded by every pytest beside it" if group == "pytest11" else f"is loaded by what reads `{group}`"
    yield _entry(text, target, "entry-point", f"`{target}` {loads}", Severity.MEDIUM)


def _entry(text: Text, needle: str, code: str, message: str, severity: Severity) -> Hit:
    line = line_of(needle, text.whole)
    return Hit(rule_of(code, message, severity), Place(text.path, line, line, 0, code, needle))
