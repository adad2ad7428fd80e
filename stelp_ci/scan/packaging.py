"""Code that runs without being called: at build, at install, at the start of Python, and when tests are collected."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from stelp_ci.errors import ScanError
from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.analyser import View
from stelp_ci.scan.changed_text import Text, changed_texts
from stelp_ci.scan.hit import Hit, Place, Rule, place_in
from stelp_ci.scan.manifest_ini import line_of
from stelp_ci.scan.names_in_code import aliases, resolved
from stelp_ci.scan.source import Source
from stelp_ci.scan.sources import changed_sources
from stelp_ci.scan.toml_document import Table, items, read_toml, subtable

NAME = "packaging"

_STARTUP = frozenset({"sitecustomize.py", "usercustomize.py"})
_REACHING = ("os.system", "os.popen", "os.exec", "os.spawn", "os.remove", "os.unlink", "os.environ", "os.putenv")
_MODULES = frozenset(
    {"subprocess", "socket", "urllib", "requests", "httpx", "ctypes", "shutil", "ftplib", "smtplib", "http", "pty"}
)
_DYNAMIC = frozenset({"exec", "eval", "compile", "__import__"})
_REPORTING = frozenset(
    {
        "pytest_runtest_makereport",
        "pytest_runtest_protocol",
        "pytest_runtest_call",
        "pytest_pyfunc_call",
        "pytest_sessionfinish",
        "pytest_terminal_summary",
        "pytest_report_teststatus",
        "pytest_collection_modifyitems",
        "pytest_ignore_collect",
        "pytest_assertrepr_compare",
    }
)
_COMMANDS = frozenset(
    {"python", "python3", "pip", "pip3", "git", "ssh", "sudo", "ls", "cat", "curl", "node", "npm", "uv"}
)
_PTH_CODE = re.compile(r"^import[ \t]")


def look(view: View) -> Iterator[Hit]:
    """What one side runs by itself."""
    for source in changed_sources(view.job.change, view.sources, view.side):
        yield from _python(source)
    for text in changed_texts(view):
        yield from _file(text)


def _python(source: Source) -> Iterator[Hit]:
    match PurePosixPath(source.path).name:
        case "setup.py":
            yield from _at_import(source, "setup-code", "runs when the package is built or installed")
            yield from _commands(source)
        case "conftest.py":
            yield from _at_import(source, "conftest-code", "runs when tests are collected")
            yield from _test_hooks(source)
        case name if name in _STARTUP:
            yield _hit(
                source, 1, "startup-code", f"{name} runs at every start of Python that can see it", Severity.HIGH
            )
        case _:
            return


def _at_import(source: Source, code: str, when: str) -> Iterator[Hit]:
    """Calls outside of functions that reach for processes, the network, files to delete, or run text."""
    known = aliases(source.tree)
    for node in _immediate(source.tree):
        name = resolved(node.func, known) if isinstance(node, ast.Call) else ""
        if name in _DYNAMIC or name.startswith(_REACHING) or name.partition(".")[0] in _MODULES:
            yield _hit(source, getattr(node, "lineno", 1), code, f"`{name}` {when}", Severity.HIGH)


def _immediate(tree: ast.Module) -> Iterator[ast.AST]:
    """Nodes that run on import: not the bodies of functions, but those of classes, and decorators."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults]
        elif not isinstance(node, ast.Lambda) and not _is_main(node):
            waiting += ast.iter_child_nodes(node)


def _is_main(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"


def _commands(source: Source) -> Iterator[Hit]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg == "cmdclass":
            message = "`cmdclass` puts code of the project in place of a build or install command"
            yield _hit(source, node.value.lineno, "build-hook", message, Severity.MEDIUM)


def _test_hooks(source: Source) -> Iterator[Hit]:
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in _REPORTING:
            message = f"`{node.name}` can change which tests run and what is reported about them"
            yield _hit(source, node.lineno, "test-hook", message, Severity.MEDIUM)


def _file(text: Text) -> Iterator[Hit]:
    name = PurePosixPath(text.path)
    if name.suffix == ".pth":
        for number, line in text.numbered:
            if _PTH_CODE.match(line):
                place = Place(text.path, number, number, 0, "<module>", line)
                yield Hit(
                    _rule("startup-code", "a line of a .pth file runs at every start of Python", Severity.HIGH), place
                )
    elif name.name == "pyproject.toml":
        yield from _pyproject(text)


def _pyproject(text: Text) -> Iterator[Hit]:
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
    return Hit(_rule(code, message, severity), Place(text.path, line, line, 0, code, needle))


def _hit(source: Source, line: int, code: str, message: str, severity: Severity) -> Hit:
    return Hit(_rule(code, message, severity), place_in(source, line))


def _rule(code: str, message: str, severity: Severity) -> Rule:
    return Rule(
        name=code,
        severity=severity,
        confidence=Confidence.HIGH,
        message=message,
        cwe=(829,),
        remedy="let a person decide that this should run by itself; do the work in a function that is called",
        url="https://cwe.mitre.org/data/definitions/829.html",
    )
