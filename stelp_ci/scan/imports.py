"""Imports of the change that nothing brings: no module of Python's or the project's own, no declared dependency.

Generated code invents packages; whoever registers the name next owns the project (slopsquatting).
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from stelp_ci.errors import ScanError
from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.analyser import View
from stelp_ci.scan.hit import Hit, Rule, place_in
from stelp_ci.scan.optional import MODULES, goes_on_without
from stelp_ci.scan.own_modules import own_modules
from stelp_ci.scan.sources import Side, Sources, changed_sources

NAME = "imports"

_GONE = frozenset({"distutils", "imp", "asyncore", "asynchat", "smtpd", "cgi", "cgitb", "pipes", "telnetlib", "crypt"})
_GONE_TOO = frozenset({"audioop", "aifc", "chunk", "imghdr", "mailcap", "msilib", "nis", "nntplib", "sndhdr", "spwd"})
STANDARD = sys.stdlib_module_names | _GONE | _GONE_TOO | {"sunau", "uu", "xdrlib", "ossaudiodev", "lib2to3", "tomllib"}
"""Modules that come with some Python from 3.10 on."""


_EVERYWHERE = frozenset({"setuptools", "pip"})
"""What build environments and virtual environments come with."""


class Import(NamedTuple):
    """One imported top-level module; `guarded` imports may fail without harm."""

    module: str
    line: int
    guarded: bool


class _Ground(NamedTuple):
    """What the project says about its dependencies."""

    declared: frozenset[str]
    has_manifest: bool


def look(view: View) -> Iterator[Hit]:
    """Imports of one side that nothing in the project explains."""
    own = own_modules(view.sources.names(view.side)) | STANDARD
    foreign = [
        (source, one)
        for source in changed_sources(view.job.change, view.sources, view.side)
        for one in imports_of(source.of(ast.Import, ast.ImportFrom, ast.Try))
        if one.module not in own
    ]
    ground = _ground(view.sources, view.side) if foreign else None
    for source, one in foreign:
        rule = _judged(one, ground) if ground else None
        if rule is not None:
            yield Hit(rule, place_in(source, one.line)._replace(text=one.module))


def imports_of(nodes: Sequence[ast.AST]) -> Iterator[Import]:
    """Every absolute import, with the first part of its name; of other nodes only `try` statements are looked at."""
    guarded = {
        id(node)
        for block in nodes
        if isinstance(block, ast.Try) and goes_on_without(block, MODULES)
        for node in ast.walk(block)
    }
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name.partition(".")[0], node.lineno, id(node) in guarded)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield Import(node.module.partition(".")[0], node.lineno, id(node) in guarded)


def _judged(one: Import, ground: _Ground) -> Rule | None:
    from stelp_ci.scan.names.modules import is_declared, may_exist
    from stelp_ci.scan.names.popular import near

    if is_declared(one.module, ground.declared):
        return None
    twin = near(one.module)
    if not may_exist(one.module):
        meant = f"; `{twin.name}` was perhaps meant" if twin else ""
        return _UNKNOWN._replace(
            message=f"nothing brings the module `{one.module}`: no package is known by that name{meant}"
        )
    if twin:
        return _LOOKALIKE._replace(
            message=f"`{one.module}` is not declared, and one slip away from `{twin.name}` ({twin.how})"
        )
    if one.guarded or not ground.has_manifest:
        return None
    return _UNDECLARED._replace(message=f"`{one.module}` is imported, and no dependency of the project brings it")


def _ground(sources: Sources, side: Side) -> _Ground:
    from stelp_ci.scan.manifest import reader_for

    names = sources.names(side)
    manifests = [name for name in names if reader_for(name) is not None or PurePosixPath(name).name == "setup.py"]
    declared = {package for name in manifests for package in _declared(sources, side, name)}
    return _Ground(frozenset(declared) | _EVERYWHERE, bool(manifests))


def _declared(sources: Sources, side: Side, name: str) -> Iterator[str]:
    """The packages that one manifest names; one that cannot be read names none (the dependencies analyser says so)."""
    from stelp_ci.scan.manifest import read_manifest
    from stelp_ci.scan.setup_py import requirements_in

    content = sources.content(side, name)
    if content is None:
        return
    if PurePosixPath(name).name == "setup.py":
        yield from requirements_in(content)
        return
    try:
        yield from (stated.name for stated in read_manifest(name, content).stated)
    except ScanError:
        return


_UNKNOWN = Rule(
    name="unknown-import",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    message="",
    cwe=(1357,),
    remedy="import what exists; do not install or register the invented name",
)
_LOOKALIKE = Rule(
    name="lookalike-import",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    message="",
    cwe=(1357,),
    remedy="check the spelling; if the rarer package is meant, declare it",
)
_UNDECLARED = Rule(
    name="undeclared-import",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    message="",
    cwe=(1357,),
    remedy="declare the package among the project's dependencies",
)
