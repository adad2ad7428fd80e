"""Names and arguments that a library does not have: what pyright reports, named as invention where it is certain."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.hit import Rule
from stelp_ci.scan.installed import lacks_argument, lacks_name
from stelp_ci.scan.names_in_code import aliases, dotted, resolved
from stelp_ci.scan.optional import is_optional
from stelp_ci.scan.pyright_run import Diagnostic
from stelp_ci.scan.source import Source

_ATTRIBUTE = re.compile(r'^"(?P<what>[^"]+)" is not a known attribute of module "(?P<module>[^"]+)"')
_SYMBOL = re.compile(r'^"(?P<what>[^"]+)" is unknown import symbol')
_PARAMETER = re.compile(r'^No parameter named "(?P<what>[^"]+)"')


class Known(NamedTuple):
    """What a name is looked up in: the project's own top-level modules, and the folders of what is installed.

    What the project's own modules lack was renamed or forgotten, not invented.
    """

    own: frozenset[str]
    layers: tuple[Path, ...]


def invented(one: Diagnostic, source: Source, known: Known) -> Rule | None:
    """The rule of a diagnostic that means "the library has no such thing"; None for every other one.

    pyright may have read stubs that describe a part of a package: what is installed has to lack the thing, too. Code
    that is written to go on without it is right to name it.
    """
    found = _ATTRIBUTE.match(one.message) or _SYMBOL.match(one.message)
    if found and is_optional(source, one.line, found["what"]):
        return None
    if found := _ATTRIBUTE.match(one.message):
        return _of(_owner(source, one.line, found), known, "attribute", found["what"])
    if found := _SYMBOL.match(one.message):
        return _of(_imported_from(source, one.line), known, "name", found["what"])
    if found := _PARAMETER.match(one.message):
        return _of(_callee(source, one.line, found["what"]), known, "argument", found["what"])
    return None


def _of(module: str, known: Known, kind: str, what: str) -> Rule | None:
    if not module or module.partition(".")[0] in known.own:
        return None
    lacks = lacks_argument if kind == "argument" else lacks_name
    return _rule(module, kind, what) if lacks(known.layers, module, what) else None


def _rule(module: str, kind: str, what: str) -> Rule:
    return Rule(
        name=f"invented-{kind}",
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        message=f"`{module}` has no {kind} `{what}` in the version that is installed",
        cwe=(1104,),
        remedy="look up what the library has; a name that sounds right is not enough",
        url="https://cwe.mitre.org/data/definitions/1104.html",
    )


def _imported_from(source: Source, line: int) -> str:
    """The module of the `from` import around `line`; empty for a relative one."""
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and node.lineno <= line <= (node.end_lineno or node.lineno):
            return node.module or "" if not node.level else ""
    return ""


def _owner(source: Source, line: int, found: re.Match[str]) -> str:
    """The module that lacks the attribute. NOTE: where stubs import it from beside them, pyright says `..path`."""
    if not found["module"].startswith("."):
        return found["module"]
    known = aliases(source.nodes)
    on_line = (node for node in source.of(ast.Attribute) if node.lineno <= line <= (node.end_lineno or line))
    return next((resolved(node.value, known) for node in on_line if node.attr == found["what"]), "")


def _callee(source: Source, line: int, argument: str) -> str:
    """What is called with the keyword that stands on `line`, if its name was imported."""
    known = aliases(source.nodes)
    for node in source.nodes:
        if isinstance(node, ast.Call) and any(one.arg == argument and one.lineno == line for one in node.keywords):
            first, dot, rest = dotted(node.func).partition(".")
            return known[first] + dot + rest if first in known else ""
    return ""
