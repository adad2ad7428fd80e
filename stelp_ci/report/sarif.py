"""SARIF 2.1.0 for code scanning: findings, failing tests, ended runs and every reason that has a place.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from typing import NamedTuple, assert_never

import msgspec

from stelp_ci.model.evidence import Charge, Ended, TestEvidence
from stelp_ci.model.finding import Finding, Fix, Location, Severity
from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report import facts, wording
from stelp_ci.report.concern import describe
from stelp_ci.report.escape import clip, json_text, one_line, sarif_text, uri_path
from stelp_ci.report.repair import in_words, repair_of
from stelp_ci.report.sarif_rules import RULE_ENDED, RULE_FAILED, Json, gate_rule, rule_id, rules_of
from stelp_ci.report.select import items, reason_id, reason_location

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

MAX_RESULTS = 5_000
"""Results of a run that GitHub keeps, the most severe first; what is left out is said in a notification.

https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
"""

MAX_TEXT = 4_000
"""Characters of one message."""


class _Result(NamedTuple):
    rule: str
    level: str
    text: str
    location: Location
    id: str
    mark: str
    properties: Json
    fix: Fix | None = None


def render_sarif(report: Report) -> str:
    """One run of the tool `stelp-ci`, indented, with a final newline.

    What has no place in a file stands in the invocation's notifications, because code scanning refuses results
    without one. `executionSuccessful` is false when anything of the tool or its surroundings failed.
    """
    found = _ordered([*_tests(report), *_endings(report), *_findings(report), *_reasons(report)])
    shown = found[:MAX_RESULTS]
    rules = _rules(report, {result.rule for result in shown})
    index = {str(rule["id"]): number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "stelp-ci", "semanticVersion": one_line(report.tool_version), "rules": rules}},
        "automationDetails": {"id": "stelp-ci/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report, len(found) - len(shown))],
        "results": [_result(result, index[result.rule]) for result in shown],
        "properties": {"verdict": report.verdict.decision.value, "headline": _text(wording.headline(report))},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(msgspec.json.format(msgspec.json.encode(log), indent=2).decode()) + "\n"


def _rules(report: Report, used: set[str]) -> list[Json]:
    gates = dict.fromkeys(reason.gate for reason in facts.reasons(report))
    return [rule for rule in rules_of(facts.findings(report), gates) if rule["id"] in used]


def _text(text: str) -> str:
    return sarif_text(clip(text, MAX_TEXT))


def _ordered(found: list[_Result]) -> list[_Result]:
    return sorted(found, key=lambda result: ("error", "warning", "note").index(result.level))


def _findings(report: Report) -> list[_Result]:
    return [_finding(finding) for finding in facts.findings(report)]


def _finding(finding: Finding) -> _Result:
    return _Result(
        rule=rule_id(finding),
        level=_severity_level(finding.severity),
        text=finding.message,
        location=finding.location,
        id=finding.id,
        mark=finding.fingerprint,
        properties={
            "severity": finding.severity.value,
            "confidence": finding.confidence.value,
            "inChange": finding.in_change,
            "new": finding.new,
        },
        fix=repair_of(finding),
    )


def _severity_level(severity: Severity) -> str:
    match severity:
        case Severity.CRITICAL | Severity.HIGH:
            return "error"
        case Severity.MEDIUM:
            return "warning"
        case Severity.LOW | Severity.INFO:
            return "note"
        case _:
            assert_never(severity)


def _tests(report: Report) -> list[_Result]:
    charged = [test for test in facts.troubled_tests(report) if test.charge is Charge.CHANGE]
    return [_of_item(RULE_FAILED, test, place) for test in charged if (place := facts.location_of_test(test))]


def _endings(report: Report) -> list[_Result]:
    ended = facts.evidence_of(report, Ended)
    return [_of_item(RULE_ENDED, item, item.location) for item in ended if item.location]


def _of_item(rule: str, item: TestEvidence | Ended, place: Location) -> _Result:
    return _Result(rule, "error", describe(item), place, item.id, item.id, {})


def _reasons(report: Report) -> list[_Result]:
    """The reasons with a place that no other result of the log stands for."""
    known = items(report)
    written = _written(report)
    return [
        _reason(reason, place)
        for reason in facts.reasons(report)
        if not written.intersection(reason.refs) and (place := reason_location(reason, known))
    ]


def _written(report: Report) -> set[str]:
    return {result.id for result in (*_findings(report), *_tests(report), *_endings(report))}


def _reason(reason: Reason, place: Location) -> _Result:
    id = reason_id(reason)
    text = f"{reason.message}\n{reason.remedy}" if reason.remedy else reason.message
    return _Result(gate_rule(reason.gate), _decision_level(reason.decision), text, place, id, id, {})


def _decision_level(decision: Decision) -> str:
    match decision:
        case Decision.FAIL | Decision.INCONCLUSIVE:
            return "error"
        case Decision.NEEDS_HUMAN:
            return "warning"
        case Decision.PASS:
            return "note"
        case _:
            assert_never(decision)


def _result(result: _Result, rule_index: int) -> Json:
    mark = one_line(result.mark)
    return {
        "ruleId": result.rule,
        "ruleIndex": rule_index,
        "kind": "fail",
        "level": result.level,
        "message": {"text": _text(result.text) or "(no message)"},
        "locations": [{"physicalLocation": _physical(result.location)}],
        # GitHub matches alerts across pushes by the first; any other consumer by the second.
        "partialFingerprints": {"primaryLocationLineHash": f"{mark}:1", "stelp-ci/v1": mark},
        **({"fixes": [_fix(result.location, result.fix)]} if result.fix else {}),
        "properties": {"id": one_line(result.id), **result.properties},
    }


def _artifact(location: Location) -> Json:
    return {"uri": uri_path(location.path), "uriBaseId": "%SRCROOT%"}


def _physical(location: Location) -> Json:
    line = max(location.line, 1)
    column: Json = {"startColumn": location.column} if location.column > 0 else {}
    return {
        "artifactLocation": _artifact(location),
        "region": {"startLine": line, **column, "endLine": max(location.end_line, line)},
    }


def _fix(location: Location, fix: Fix) -> Json:
    """NOTE: a region without columns leaves the last line's end where it is; to take lines away it has to go, too."""
    whole: Json = {"startLine": fix.start, "endLine": fix.end}
    gone: Json = {"startLine": fix.start, "startColumn": 1, "endLine": fix.end + 1, "endColumn": 1}
    replacement = {
        "deletedRegion": whole if fix.lines else gone,
        "insertedContent": {"text": "\n".join(fix.lines)},
    }
    change = {"artifactLocation": _artifact(location), "replacements": [replacement]}
    return {"description": {"text": _text(in_words(fix))}, "artifactChanges": [change]}


def _invocation(report: Report, left_out: int) -> Json:
    failed = facts.failures(report)
    notes = [_notification("error", f"{f.stage}: {f.what}: {f.reason} {f.remedy}") for f in failed]
    notes += [
        _notification(_decision_level(r.decision), f"{r.gate}: {r.message} {r.remedy}") for r in _placeless(report)
    ]
    gaps = facts.evidence_of(report, facts.NotAssessed)
    notes += [_notification("note", f"not assessed: {gap.subject}: {gap.reason}") for gap in gaps]
    if left_out:
        notes.append(_notification("warning", wording.more(left_out, "results")))
    return {"executionSuccessful": not failed, "toolExecutionNotifications": notes}


def _placeless(report: Report) -> list[Reason]:
    known, written = items(report), _written(report)
    found = [reason for reason in facts.reasons(report) if not written.intersection(reason.refs)]
    return [reason for reason in found if not reason_location(reason, known)]


def _notification(level: str, text: str) -> Json:
    return {"level": level, "message": {"text": _text(text.strip()) or "(no message)"}}
