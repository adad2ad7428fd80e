"""Names and arguments that a library does not have: what pyright reports, named as invention. Pure."""

import ast
import re

from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.hit import Rule
from stelp_ci.scan.names_in_code import aliases, dotted
from stelp_ci.scan.pyright_run import Diagnostic
from stelp_ci.scan.source import Source

_ATTRIBUTE = re.compile(r'^"(?P<what>[^"]+)" is not a known attribute of module "(?P<module>[^"]+)"')
_SYMBOL = re.compile(r'^"(?P<what>[^"]+)" is unknown import symbol')
_PARAMETER = re.compile(r'^No parameter named "(?P<what>[^"]+)"')


def invented(one: Diagnostic, source: Source, own: frozenset[str]) -> Rule | None:
    """The rule of a diagnostic that means "the library has no such thing"; None for every other one.

    `own` are the top-level modules of the project itself: what those lack was renamed or forgotten, not invented.
    """
    if found := _ATTRIBUTE.match(one.message):
        return _of(found["module"], own, "attribute", found["what"])
    if found := _SYMBOL.match(one.message):
        return _of(_imported_from(source, one.line), own, "name", found["what"])
    if found := _PARAMETER.match(one.message):
        return _of(_callee(source, one.line, found["what"]), own, "argument", found["what"])
    return None


def _of(module: str, own: frozenset[str], kind: str, what: str) -> Rule | None:
    if not module or module.partition(".")[0] in own:
        return None
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


def _callee(source: Source, line: int, argument: str) -> str:
    """What is called with the keyword that stands on `line`, if its name was imported."""
    known = aliases(source.nodes)
    for node in source.nodes:
        if isinstance(node, ast.Call) and any(one.arg == argument and one.lineno == line for one in node.keywords):
            first, dot, rest = dotted(node.func).partition(".")
            return known[first] + dot + rest if first in known else ""
    return ""
