"""What a developer reads in a terminal: details above, the verdict and what to do at the bottom."""

from typing import assert_never

from stelp_ci.model.evidence import (
    CapabilityChange,
    Charge,
    EffectChange,
    Ended,
    KernelSeen,
    NotAssessed,
    StubControl,
    TestEvidence,
    TestsRun,
)
from stelp_ci.model.finding import Finding, Severity
from stelp_ci.model.isolated import Isolated
from stelp_ci.model.report import Report
from stelp_ci.report import facts, wording
from stelp_ci.report.changed_functions import changed_functions
from stelp_ci.report.changed_tests import changed_tests
from stelp_ci.report.concern import describe
from stelp_ci.report.escape import clip, one_line
from stelp_ci.report.paint import Line, Span, paint
from stelp_ci.report.repair import in_words, repair_of
from stelp_ci.report.terminal_rows import MAX_ROWS, MAX_TEXT, cut, heading, more, plain, row
from stelp_ci.report.terminal_verdict import verdict

MAX_TESTS = 8
"""Failing tests shown with their message."""

MESSAGE_LINES = 6
"""Last lines of a failing test's message: where pytest puts what was expected."""

DIGEST_DIGITS = 16
"""Digits of the runtime's SHA-256 that are shown; the report has all 64."""


def render_terminal(report: Report, *, colour: bool, width: int) -> str:
    """The report for a terminal of `width` columns, with colours if `colour`."""
    sections = [
        _findings(report),
        _tests(report),
        _ended(report),
        _controls(report),
        _apart(report),
        _changed_tests(report),
        _changed_functions(report),
        _capabilities(report),
        _refusals(report),
        _not_assessed(report),
        _failures(report),
        _surroundings(report),
    ]
    lines = [_title(report)]
    for section in sections:
        lines += [Line(), *section] if section else []
    return paint([*lines, Line(), *verdict(report)], colour=colour, width=width)


def _title(report: Report) -> Line:
    said = [part for part in (wording.change(report.change), wording.author(report.change)) if part]
    return Line((Span(f"stelp-ci {one_line(report.tool_version)}  ", "bold"),), plain("; ".join(said)))


def _findings(report: Report) -> list[Line]:
    own = facts.own_findings(report)
    rest = len(facts.findings(report)) - len(own)
    rows: list[Line] = []
    path = ""
    for finding in sorted(own[:MAX_ROWS], key=lambda found: (found.location.path, found.location.line)):
        rows += [] if finding.location.path == path else [Line((Span("  "),), plain(finding.location.path, "cyan"))]
        path = finding.location.path
        rows += _finding(finding)
    rows += more(len(own) - MAX_ROWS, "findings")
    if rest:
        elsewhere = f"{wording.count(rest, 'finding')} outside the change or already on the base: not charged to it"
        rows.append(Line((Span("  "),), plain(elsewhere, "dim")))
    return [heading(f"Findings of the change: {len(own)}"), *rows] if rows else []


def _finding(finding: Finding) -> list[Line]:
    severity = Span(f"{finding.severity.value:<8}  ", _severity(finding.severity))
    labels = f"{finding.tool} {finding.rule}, {wording.finding_labels(finding)}  {finding.id}"
    said = (*plain(finding.message), Span("  "), *plain(labels, "dim"))
    fix = repair_of(finding)
    mended = [Line((Span(" " * 9),), plain(f"fix: {in_words(fix)}", "green"))] if fix else []
    return [Line((Span(f"  {finding.location.line:>5}  "), severity), said), *mended]


def _severity(severity: Severity) -> str:
    match severity:
        case Severity.CRITICAL | Severity.HIGH:
            return "red"
        case Severity.MEDIUM:
            return "yellow"
        case Severity.LOW | Severity.INFO:
            return ""
        case _:
            assert_never(severity)


def _tests(report: Report) -> list[Line]:
    runs = facts.evidence_of(report, TestsRun)
    troubled = facts.troubled_tests(report)
    rows = [line for run in runs for line in _run(run)]
    rows += [line for test in troubled[:MAX_TESTS] for line in _test(test)]
    rows += more(len(troubled) - MAX_TESTS, "failing tests")
    return [heading(f"Tests: {wording.test_counts(report) or 'none collected'}"), *rows] if runs else []


def _run(run: TestsRun) -> list[Line]:
    rows = [row("", wording.run(run), note=run.id)]
    for names, what in ((run.unaccounted, "promised, never collected"), (run.invented, "collected, not in the source")):
        if names:
            rows.append(row("", f"{len(names)} {what}: {', '.join(names[:3])}", style="yellow"))
    return rows + _output(run)


def _output(run: TestsRun) -> list[Line]:
    """The last output, where the run did not come to its end: there it is the only witness."""
    if run.outcome is None or (run.outcome.result and run.outcome.result.completed):
        return []
    return [row("", "the run did not come to its end; its last output:"), *_tail(run.outcome.output)]


def _tail(text: str) -> list[Line]:
    lines = [line for line in text.splitlines() if line.strip()][-MESSAGE_LINES:]
    return [Line((Span("         | ", "dim"),), (Span(one_line(clip(line, MAX_TEXT))),)) for line in lines]


def _test(test: TestEvidence) -> list[Line]:
    style = "red" if test.charge is Charge.CHANGE else ""
    rows = [row(f"{test.record.outcome.value:<7}  ", test.record.nodeid, style=style, note=test.id)]
    where = f"; at {wording.place(facts.location_of_test(test))}" if test.record.line > 0 else ""
    rows.append(Line((Span(" " * 11),), plain(wording.test_story(test) + where, "dim")))
    return rows + (_tail(test.record.message) or _tail(wording.test_complaint(test)))


def _ended(report: Report) -> list[Line]:
    found = facts.evidence_of(report, Ended)
    rows = [row(_at(item.location), wording.ended(item), style="red", note=item.id) for item in found]
    return [heading("Did not come to its end"), *cut(rows, "such endings")] if rows else []


def _at(location: facts.Location | None) -> str:
    where = wording.place(location)
    return f"{one_line(clip(where, 100))}  " if where else ""


def _controls(report: Report) -> list[Line]:
    found = facts.evidence_of(report, StubControl)
    ordered = sorted(found, key=lambda item: bool(item.noticed_by or item.not_assessed))
    rows = [_control(item) for item in ordered]
    return (
        [heading("Do the tests notice when a changed function is replaced?"), *cut(rows, "functions")] if rows else []
    )


def _apart(report: Report) -> list[Line]:
    found = facts.evidence_of(report, Isolated)
    rows = [row("", item.said, style="yellow" if item.contradicted else "", note=item.id) for item in found]
    return [heading("Functions in one sandbox, tests in another"), *cut(rows, "lines")] if rows else []


def _control(item: StubControl) -> Line:
    style = "" if item.noticed_by or item.not_assessed else "yellow"
    return row(f"{_at(facts.item_location(item))}", f"{item.unit}: {wording.control(item)}", style=style, note=item.id)


def _changed_tests(report: Report) -> list[Line]:
    rows = [
        row(_at(told.location), told.text, style="yellow" if told.loud else "", note=told.id)
        for told in changed_tests(report)
    ]
    return [heading("Tests that the change touches"), *cut(rows, "lines")] if rows else []


def _changed_functions(report: Report) -> list[Line]:
    rows = [
        row(_at(told.location), told.text, style="yellow" if told.loud else "", note=told.id)
        for told in changed_functions(report)
    ]
    return [heading("What was measured of the changed functions"), *cut(rows, "lines")] if rows else []


def _capabilities(report: Report) -> list[Line]:
    gained = (*facts.evidence_of(report, CapabilityChange), *facts.evidence_of(report, EffectChange))
    found = (*gained, *facts.evidence_of(report, KernelSeen))
    rows = [row(_at(facts.item_location(item)), describe(item), note=item.id) for item in found]
    return [heading("Capabilities that the base did not use"), *cut(rows, "lines")] if rows else []


def _refusals(report: Report) -> list[Line]:
    rows = [
        row(f"{item.path}:{item.line}  ", f"{item.message} -> {item.repair}", style="red", note=item.code)
        for item in facts.refusals(report)
    ]
    return [heading("Refused by the transpiler"), *cut(rows, "files")] if rows else []


def _not_assessed(report: Report) -> list[Line]:
    rows = [_gap(item) for item in facts.evidence_of(report, NotAssessed)]
    return [heading(f"Not assessed: {len(rows)}"), *cut(rows, "subjects")] if rows else []


def _gap(item: NotAssessed) -> Line:
    also = "; the same on the base" if item.also_on_base else "; ASSESSED on the base"
    return row("", f"{item.subject}: {item.reason}{also}", note=f"{item.probe} {item.id}")


def _failures(report: Report) -> list[Line]:
    rows = [_failure(failure) for failure in facts.failures(report)]
    head = heading("Could not run (the tool or its surroundings, not the change)")
    return [head, *cut(rows, "failures")] if rows else []


def _failure(failure: facts.Failed) -> Line:
    remedy = f" -> {failure.remedy}" if failure.remedy else ""
    return row(f"{one_line(failure.what)}  ", failure.reason + remedy, style="magenta", note=failure.stage)


def _surroundings(report: Report) -> list[Line]:
    facing = {
        "Sandbox   ": wording.runtime(report.runtime, digits=DIGEST_DIGITS) if report.runtime else "",
        "Scanners  ": ", ".join(f"{wording.scanner(scan)}" for scan in facts.scanners(report)),
        "Time      ": ", ".join(f"{timing.stage} {timing.seconds:.1f} s" for timing in report.timings),
    }
    return [Line((Span(name, "dim"),), plain(text, "dim")) for name, text in facing.items() if text]
