"""What every finding about code that runs by itself has in common."""

from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.hit import Rule


def rule_of(code: str, message: str, severity: Severity) -> Rule:
    """A finding of this kind, with its message."""
    return Rule(
        name=code,
        severity=severity,
        confidence=Confidence.HIGH,
        message=message,
        cwe=(829,),
        remedy="let a person decide that this should run by itself; do the work in a function that is called",
        url="https://cwe.mitre.org/data/definitions/829.html",
    )
