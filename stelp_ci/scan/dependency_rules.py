"""What findings about dependencies say."""

from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.hit import Rule

ADDED = Rule(
    name="dependency-added",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    message="",
    cwe=(1357,),
    remedy="check that the package exists, is the one that is meant, and is needed; then let a person approve it",
)
UNKNOWN = ADDED._replace(
    name="dependency-unknown",
    severity=Severity.HIGH,
    remedy="name a package that exists; do not register the invented name",
)
LOOKALIKE = ADDED._replace(
    name="dependency-lookalike",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    remedy="check the spelling; let a person approve the package if the rarer one is meant",
)
CHANGED = Rule(
    name="dependency-changed",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    message="",
    cwe=(1357,),
    remedy="check the releases in between",
)
FROM_URL = Rule(
    name="dependency-unpinned-index",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    message="",
    cwe=(829,),
    remedy="take packages from the project's usual index, or let a person approve the new place",
)
YOUNG = ADDED._replace(
    name="dependency-young",
    severity=Severity.HIGH,
    remedy="let a person look at who publishes it; a name that was registered lately may wait for just this mistake",
)
