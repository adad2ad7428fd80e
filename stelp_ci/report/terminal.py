"""What a developer reads in a terminal: details above, the verdict and what to do at the bottom."""

from collections.abc import Iterable
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
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report import facts, wording
from stelp_ci.report.changed_functions import changed_functions
from stelp_ci.report.changed_tests import changed_tests
from stelp_ci.report.concern import describe
from stelp_ci.report.escape import clip, one_line
from stelp_ci.report.paint import Line, Span, paint
from stelp_ci.report.repair import in_words, repair_of
from stelp_ci.report.select import Item, items, reason_location, shown_notices

MAX_ROWS = 15
"""Rows of one section; the rest is counted."""

MAX_TESTS = 8
"""Failing tests shown with their message."""

MESSAGE_LINES = 6
"""Last lines of a failing test's message: where pytest puts what was expected."""

DIGEST_DIGITS = 16
"""Digits of the runtime's SHA-256 that are shown; the report has all 64."""

MAX_TEXT = 400
"""Characters of one message."""


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
    return paint([*lines, Line(), *_verdict(report)], colour=colour, width=width)


def _title(report: Report) -> Line:
    said = [part for part in (wording.change(report.change), wording.author(report.change)) if part]
    return Line((Span(f"stelp-ci {one_line(report.tool_version)}  ", "bold"),), _plain("; ".join(said)))


def _plain(text: str, style: str = "") -> tuple[Span, ...]:
    return (Span(one_line(clip(text, MAX_TEXT)), style),)


def _head(text: str) -> Line:
    return Line(body=(Span(text, "bold"),))


def _more(number: int, noun: str) -> list[Line]:
    return [Line((Span("  "),), _plain(f"... {wording.more(number, noun)}", "dim"))] if number > 0 else []


def _cut(lines: Iterable[Line], noun: str) -> list[Line]:
    rows = list(lines)
    return [*rows[:MAX_ROWS], *_more(len(rows) - MAX_ROWS, noun)]


def _row(lead: str, body: str, *, style: str = "", note: str = "") -> Line:
    tail = (Span("  " + one_line(clip(note, MAX_TEXT)), "dim"),) if note else ()
    return Line((Span("  " + lead, style),), (*_plain(body), *tail))


def _findings(report: Report) -> list[Line]:
    own = facts.own_findings(report)
    rest = len(facts.findings(report)) - len(own)
    rows: list[Line] = []
    path = ""
    for finding in sorted(own[:MAX_ROWS], key=lambda found: (found.location.path, found.location.line)):
        rows += [] if finding.location.path == path else [Line((Span("  "),), _plain(finding.location.path, "cyan"))]
        path = finding.location.path
        rows += _finding(finding)
    rows += _more(len(own) - MAX_ROWS, "findings")
    if rest:
        elsewhere = f"{wording.count(rest, 'finding')} outside the change or already on the base: not charged to it"
        rows.append(Line((Span("  "),), _plain(elsewhere, "dim")))
    return [_head(f"Findings of the change: {len(own)}"), *rows] if rows else []


def _finding(finding: Finding) -> list[Line]:
    severity = Span(f"{finding.severity.value:<8}  ", _severity(finding.severity))
    labels = f"{finding.tool} {finding.rule}, {wording.finding_labels(finding)}  {finding.id}"
    said = (*_plain(finding.message), Span("  "), *_plain(labels, "dim"))
    fix = repair_of(finding)
    mended = [Line((Span(" " * 9),), _plain(f"fix: {in_words(fix)}", "green"))] if fix else []
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
    rows += _more(len(troubled) - MAX_TESTS, "failing tests")
    return [_head(f"Tests: {wording.test_counts(report) or 'none collected'}"), *rows] if runs else []


def _run(run: TestsRun) -> list[Line]:
    rows = [_row("", wording.run(run), note=run.id)]
    for names, what in ((run.unaccounted, "promised, never collected"), (run.invented, "collected, not in the source")):
        if names:
            rows.append(_row("", f"{len(names)} {what}: {', '.join(names[:3])}", style="yellow"))
    return rows + _output(run)


def _output(run: TestsRun) -> list[Line]:
    """The last output, where the run did not come to its end: there it is the only witness."""
    if run.outcome is None or (run.outcome.result and run.outcome.result.completed):
        return []
    return [_row("", "the run did not come to its end; its last output:"), *_tail(run.outcome.output)]


def _tail(text: str) -> list[Line]:
    lines = [line for line in text.splitlines() if line.strip()][-MESSAGE_LINES:]
    return [Line((Span("         | ", "dim"),), (Span(one_line(clip(line, MAX_TEXT))),)) for line in lines]


def _test(test: TestEvidence) -> list[Line]:
    style = "red" if test.charge is Charge.CHANGE else ""
    rows = [_row(f"{test.record.outcome.value:<7}  ", test.record.nodeid, style=style, note=test.id)]
    where = f"; at {wording.place(facts.location_of_test(test))}" if test.record.line > 0 else ""
    rows.append(Line((Span(" " * 11),), _plain(wording.test_story(test) + where, "dim")))
    return rows + (_tail(test.record.message) or _tail(wording.test_complaint(test)))


def _ended(report: Report) -> list[Line]:
    found = facts.evidence_of(report, Ended)
    rows = [_row(_at(item.location), wording.ended(item), style="red", note=item.id) for item in found]
    return [_head("Did not come to its end"), *_cut(rows, "such endings")] if rows else []


def _at(location: facts.Location | None) -> str:
    where = wording.place(location)
    return f"{one_line(clip(where, 100))}  " if where else ""


def _controls(report: Report) -> list[Line]:
    found = facts.evidence_of(report, StubControl)
    ordered = sorted(found, key=lambda item: bool(item.noticed_by or item.not_assessed))
    rows = [_control(item) for item in ordered]
    return [_head("Do the tests notice when a changed function is replaced?"), *_cut(rows, "functions")] if rows else []


def _apart(report: Report) -> list[Line]:
    found = facts.evidence_of(report, Isolated)
    rows = [_row("", item.said, style="yellow" if item.contradicted else "", note=item.id) for item in found]
    return [_head("Functions in one sandbox, tests in another"), *_cut(rows, "lines")] if rows else []


def _control(item: StubControl) -> Line:
    style = "" if item.noticed_by or item.not_assessed else "yellow"
    return _row(f"{_at(facts.item_location(item))}", f"{item.unit}: {wording.control(item)}", style=style, note=item.id)


def _changed_tests(report: Report) -> list[Line]:
    rows = [
        _row(_at(row.location), row.text, style="yellow" if row.loud else "", note=row.id)
        for row in changed_tests(report)
    ]
    return [_head("Tests that the change touches"), *_cut(rows, "lines")] if rows else []


def _changed_functions(report: Report) -> list[Line]:
    rows = [
        _row(_at(row.location), row.text, style="yellow" if row.loud else "", note=row.id)
        for row in changed_functions(report)
    ]
    return [_head("What was measured of the changed functions"), *_cut(rows, "lines")] if rows else []


def _capabilities(report: Report) -> list[Line]:
    gained = (*facts.evidence_of(report, CapabilityChange), *facts.evidence_of(report, EffectChange))
    found = (*gained, *facts.evidence_of(report, KernelSeen))
    rows = [_row(_at(facts.item_location(item)), describe(item), note=item.id) for item in found]
    return [_head("Capabilities that the base did not use"), *_cut(rows, "lines")] if rows else []


def _refusals(report: Report) -> list[Line]:
    rows = [
        _row(f"{item.path}:{item.line}  ", f"{item.message} -> {item.repair}", style="red", note=item.code)
        for item in facts.refusals(report)
    ]
    return [_head("Refused by the transpiler"), *_cut(rows, "files")] if rows else []


def _not_assessed(report: Report) -> list[Line]:
    rows = [_gap(item) for item in facts.evidence_of(report, NotAssessed)]
    return [_head(f"Not assessed: {len(rows)}"), *_cut(rows, "subjects")] if rows else []


def _gap(item: NotAssessed) -> Line:
    also = "; the same on the base" if item.also_on_base else "; ASSESSED on the base"
    return _row("", f"{item.subject}: {item.reason}{also}", note=f"{item.probe} {item.id}")


def _failures(report: Report) -> list[Line]:
    rows = [_failure(failure) for failure in facts.failures(report)]
    head = _head("Could not run (the tool or its surroundings, not the change)")
    return [head, *_cut(rows, "failures")] if rows else []


def _failure(failure: facts.Failed) -> Line:
    remedy = f" -> {failure.remedy}" if failure.remedy else ""
    return _row(f"{one_line(failure.what)}  ", failure.reason + remedy, style="magenta", note=failure.stage)


def _surroundings(report: Report) -> list[Line]:
    facing = {
        "Sandbox   ": wording.runtime(report.runtime, digits=DIGEST_DIGITS) if report.runtime else "",
        "Scanners  ": ", ".join(f"{wording.scanner(scan)}" for scan in facts.scanners(report)),
        "Time      ": ", ".join(f"{timing.stage} {timing.seconds:.1f} s" for timing in report.timings),
    }
    return [Line((Span(name, "dim"),), _plain(text, "dim")) for name, text in facing.items() if text]


def _verdict(report: Report) -> list[Line]:
    decision, known = report.verdict.decision, items(report)
    banner = (Span(f" {decision.value.upper()} ", f"bold reverse {_colour(decision)}"), Span("  "))
    found, why = facts.reasons(report), wording.headline(report)
    lines = [Line(banner, _plain(wording.advice(decision) + ("" if found else f": {why}"), "bold"))]
    lines += [_row("", wording.observed(report))] if wording.observed(report) else []
    for number, reason in enumerate(found[:MAX_ROWS], start=1):
        lines += _reason(f"{number:>3}  ", reason, known)
    lines += [*_more(len(found) - MAX_ROWS, "reasons"), *_again(found, known)]
    others = [notice for notice in shown_notices(report, known) if notice.message != why]
    return lines + _cut((_notice(notice, known) for notice in others), "notices")


def _colour(decision: Decision) -> str:
    match decision:
        case Decision.PASS:
            return "green"
        case Decision.NEEDS_HUMAN:
            return "yellow"
        case Decision.INCONCLUSIVE:
            return "magenta"
        case Decision.FAIL:
            return "red"
        case _:
            assert_never(decision)


def _reason(lead: str, reason: Reason, known: dict[str, Item]) -> list[Line]:
    location = reason_location(reason, known)
    where = wording.place(location)
    said = Span(f"{one_line(where)}  ", "bold") if where else Span("")
    labels = [reason.decision.value, one_line(reason.gate), *_runnable(reason, known)]
    tail = Span(f"  {', '.join(labels)}", "dim")
    rows = [
        Line((Span(lead, _colour(reason.decision)),), (said, *_plain(wording.beside(location, reason.message)), tail))
    ]
    return rows + ([Line((Span("     -> "),), _plain(reason.remedy))] if reason.remedy else [])


def _runnable(reason: Reason, known: dict[str, Item]) -> list[str]:
    return [one_line(ref) for ref in reason.refs if ref in known][:1]


def _again(found: tuple[Reason, ...], known: dict[str, Item]) -> list[Line]:
    ids = [id for reason in found[:MAX_ROWS] for id in _runnable(reason, known)][:1]
    return [_row("run one again: ", wording.replay(id), style="dim") for id in ids]


def _notice(reason: Reason, known: dict[str, Item]) -> Line:
    location = reason_location(reason, known)
    where = wording.place(location)
    text = wording.beside(location, reason.message)
    return _row("notice  ", f"{where}  {text}" if where else text, note=reason.gate)
