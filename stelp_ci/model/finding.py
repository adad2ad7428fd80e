"""What the static lane says about a change."""

from enum import StrEnum, unique

from stelp_ci.model.outcome import Failed
from stelp_ci.model.value import Value


@unique
class Severity(StrEnum):
    """How bad it is if the finding is true."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@unique
class Confidence(StrEnum):
    """How often the rule is right."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Location(Value, frozen=True, kw_only=True):
    """A place in the head's tree. Lines and columns are counted from 1; `column` is 0 where unknown."""

    path: str
    line: int
    end_line: int
    column: int = 0


class Fix(Value, frozen=True, kw_only=True):
    """A mechanical repair that is sure: `lines` stand in place of lines `start` to `end` of the head's file.

    Lines are counted from 1, both included; `lines` hold no line ends, and none of them takes the old ones away.
    """

    start: int
    end: int
    lines: tuple[str, ...] = ()


class Finding(Value, frozen=True, kw_only=True):
    """One hit of one rule, on the head.

    `in_change` is true when the location meets lines that the change wrote, or when it is new because of them.
    `new` is true when the base has no finding of the same fingerprint: moved code is not new.
    `waived` says who answers for it: an entry of the base's baseline or a comment of the base's; empty for nobody.
    `fingerprint` hashes tool, rule, symbol, normalised line and occurrence; `id` is derived from it and the path.
    `fix` is there where the repair needs no thought.
    """

    id: str
    fingerprint: str
    tool: str
    rule: str
    severity: Severity
    confidence: Confidence
    message: str
    location: Location
    symbol: str
    in_change: bool
    new: bool
    cwe: tuple[int, ...] = ()
    remedy: str = ""
    url: str = ""
    waived: str = ""
    fix: Fix | None = None


def fingerprint(*, tool: str, rule: str, symbol: str, line: str, occurrence: int) -> str:
    """The 16 hex digits that name a finding across pushes: white space and the file's path do not count."""
    from hashlib import sha256  # loads OpenSSL, which most commits do not need: they have no finding

    parts = (tool, rule, symbol, " ".join(line.split()), str(occurrence))
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def finding_id(fingerprint: str, path: str) -> str:
    """The stable id of one finding: `F-` and 10 hex digits."""
    from hashlib import sha256

    return "F-" + sha256(f"{fingerprint}\0{path}".encode("utf-8", "backslashreplace")).hexdigest()[:10]


class Scanned(Value, frozen=True, kw_only=True, tag="scanned"):
    """A scanner ran to its end and read every file it was given."""

    scanner: str
    version: str
    seconds: float
    findings: tuple[Finding, ...] = ()


ScanResult = Scanned | Failed
