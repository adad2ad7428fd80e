"""Code that runs without being called: at build, at install, at the start of Python, and when tests are collected."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from stelp_ci.model.finding import Severity
from stelp_ci.scan.analyser import View
from stelp_ci.scan.changed_text import Text, changed_texts
from stelp_ci.scan.hit import Hit, Place, place_in
from stelp_ci.scan.names_in_code import aliases, resolved
from stelp_ci.scan.packaging_rule import rule_of
from stelp_ci.scan.source import Source
from stelp_ci.scan.sources import changed_sources

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
    known = aliases(source.nodes)
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
    for node in source.nodes:
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
            if line.startswith(("import ", "import\t")):
                place = Place(text.path, number, number, 0, "<module>", line)
                yield Hit(
                    rule_of("startup-code", "a line of a .pth file runs at every start of Python", Severity.HIGH), place
                )
    elif name.name == "pyproject.toml":
        from stelp_ci.scan.packaging_pyproject import pyproject_hits  # reads TOML, which is slow to load

        yield from pyproject_hits(text)


def _hit(source: Source, line: int, code: str, message: str, severity: Severity) -> Hit:
    return Hit(rule_of(code, message, severity), place_in(source, line))
