"""How much a pyright diagnostic weighs: what breaks when it runs, against what is only ill-typed."""

from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.hit import Rule
from stelp_ci.scan.pyright_run import Diagnostic

_BREAKS = frozenset(
    {
        "syntax",
        "reportUndefinedVariable",
        "reportCallIssue",
        "reportUnboundVariable",
        "reportMissingImports",
        "reportUnhashable",
        "reportNoOverloadImplementation",
        "reportAbstractUsage",
    }
)
"""Rules whose hits raise when the line runs; the others say that types do not fit.

Attributes are told apart by the message: what a module does not have is an error for certain, while untyped classes get
their attributes in ways that pyright cannot follow.
"""

_OF_A_MODULE = "attribute of module"

_UNRESOLVED = frozenset({"reportMissingImports", "reportMissingModuleSource"})
_DOCUMENTATION = "https://microsoft.github.io/pyright/#/configuration?id="


def rule_of(one: Diagnostic, *, configured: bool, resolvable: bool) -> Rule:
    """The rule of a diagnostic.

    A project that never asked for type checking (`configured`) is not held up by types alone; without dependency
    layers (`resolvable`) an import that is not found proves nothing.
    """
    return Rule(
        name=one.rule,
        severity=_severity(one, configured=configured, resolvable=resolvable),
        confidence=Confidence.HIGH if _breaks(one) else Confidence.MEDIUM,
        message=" ".join(one.message.split()),
        remedy="make the line agree with the types that pyright names",
        url=_DOCUMENTATION + one.rule if one.rule.startswith("report") else "",
    )


def _severity(one: Diagnostic, *, configured: bool, resolvable: bool) -> Severity:
    if one.severity != "error":
        return Severity.LOW
    if one.rule in _UNRESOLVED:
        return Severity.MEDIUM if resolvable else Severity.LOW
    return Severity.MEDIUM if configured or _breaks(one) else Severity.LOW


def _breaks(one: Diagnostic) -> bool:
    return one.rule in _BREAKS or (one.rule == "reportAttributeAccessIssue" and _OF_A_MODULE in one.message)
