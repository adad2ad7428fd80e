"""The rules of a SARIF log: one for each rule that a tool reported, and our own for what happened when code ran."""

from collections.abc import Iterable

from stelp_ci.model.finding import Finding, Severity
from stelp_ci.report.escape import clip, one_line, sarif_text

MAX_TAGS = 20
"""Tags of one rule, more and GitHub refuses the file; it shows 10.

https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
"""

MAX_TEXT = 1_000
"""Characters of a rule's texts; GitHub cuts descriptions at 1,024.

https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

RULE_FAILED = "stelp-ci/test-failed"
RULE_ENDED = "stelp-ci/run-ended"

OWN_RULES = {
    RULE_FAILED: ("A test does not pass on the head", "It was run in a sandbox, on the base and on the head."),
    RULE_ENDED: ("The code kept its tests from ending", "A limit, a signal, an early exit or a forged result."),
}

GATED = "A gate weighs findings and evidence; its message says what it met."

SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "0.0",
}
"""GitHub reads over 9.0 as critical, from 7.0 as high, from 4.0 as medium, below as low (same page as `MAX_TEXT`)."""

Json = dict[str, object]


def rule_id(finding: Finding) -> str:
    """`tool/rule`, which stays the same as long as the rule has its name."""
    return f"{one_line(finding.tool)}/{one_line(finding.rule)}"


def rules_of(findings: Iterable[Finding], gates: Iterable[str]) -> list[Json]:
    """A descriptor for each rule that a result of the log may name, in the order of first use."""
    hits: dict[str, list[Finding]] = {}
    for finding in findings:
        hits.setdefault(rule_id(finding), []).append(finding)
    own = [_described(name, short, full) for name, (short, full) in OWN_RULES.items()]
    gated = [_described(gate_rule(gate), f"The gate {one_line(gate)} decided against a pass", GATED) for gate in gates]
    return [*(_of_tool(name, found) for name, found in hits.items()), *own, *gated]


def gate_rule(gate: str) -> str:
    """The rule under which a gate's reasons stand."""
    return f"stelp-ci/gate/{one_line(gate)}"


def _described(name: str, short: str, full: str) -> Json:
    return {
        "id": name,
        "shortDescription": {"text": sarif_text(clip(short, MAX_TEXT))},
        "fullDescription": {"text": sarif_text(clip(full, MAX_TEXT))},
        "help": {"text": sarif_text(clip(full, MAX_TEXT))},
        "properties": {"tags": ["stelp-ci"]},
    }


def _of_tool(name: str, hits: list[Finding]) -> Json:
    worst = max(hits, key=lambda hit: list(Severity).index(hit.severity))
    cwes = tuple(dict.fromkeys(number for hit in hits for number in hit.cwe))
    rule = _described(name, worst.rule, worst.message)
    rule["help"] = {"text": sarif_text(clip(worst.remedy or worst.message, MAX_TEXT))}
    rule["properties"] = _properties(worst, cwes)
    if worst.url.startswith("https://"):
        rule["helpUri"] = _address(worst.url)
    return rule


def _address(url: str) -> str:
    from urllib.parse import quote

    return quote(url, safe=":/?#=&%+,;@~!$'()*", errors="backslashreplace")


def _properties(worst: Finding, cwes: tuple[int, ...]) -> Json:
    tags = [one_line(worst.tool), *(["security"] if cwes else []), *(f"external/cwe/cwe-{n:03}" for n in cwes)]
    scored: Json = {"security-severity": SECURITY_SEVERITY[worst.severity]} if cwes else {}
    return {"tags": list(dict.fromkeys(tags))[:MAX_TAGS], "precision": worst.confidence.value, **scored}
