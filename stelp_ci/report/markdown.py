"""A comment on a pull request, or the summary of a job: the verdict and what to do, the evidence folded below it."""

from typing import assert_never

from stelp_ci.model.evidence import (
    CapabilityChange,
    EffectChange,
    Ended,
    KernelSeen,
    NotAssessed,
    StubControl,
    TestEvidence,
    TestsRun,
)
from stelp_ci.model.finding import Finding, Location
from stelp_ci.model.isolated import Isolated
from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report import facts, wording
from stelp_ci.report.budget import Section, fit
from stelp_ci.report.changed_functions import changed_functions
from stelp_ci.report.changed_tests import Row, changed_tests
from stelp_ci.report.concern import describe
from stelp_ci.report.escape import clip, guard_log, markdown_block, markdown_code, markdown_text
from stelp_ci.report.select import Item, items, reason_location, shown_notices

COMMENT_LIMIT = 65_536
"""Characters that GitHub takes for a comment; more is refused with status 422.

https://github.com/telia-oss/github-pr-resource/issues/259
"""

MARGIN = 1_536
"""Room left for what another program puts around the text, such as a marker to find its comment again."""

MAX_TEXT = 400
"""Characters of one text."""

MAX_OUTPUT = 2_000
"""Last characters of a failing test's message."""


def render_markdown(report: Report, *, limit: int = COMMENT_LIMIT - MARGIN) -> str:
    """GitHub Markdown of at most `limit` characters, the most important first."""
    known = items(report)
    sections = [
        _verdict(report),
        _reasons(report, known),
        _notices(report, known),
        _failures(report),
        _refusals(report),
        _not_assessed(report),
        _findings(report),
        _tests(report),
        _controls(report),
        _apart(report),
        _changed_tests(report),
        _changed_functions(report),
        _capabilities(report),
        _surroundings(report),
    ]
    return guard_log(fit([section for section in sections if section], limit))


def _text(text: str) -> str:
    return markdown_text(clip(text, MAX_TEXT))


def _code(text: str) -> str:
    return markdown_code(clip(text, MAX_TEXT))


def _place(location: Location | None) -> str:
    return _code(wording.place(location)) if location else ""


def _folded(title: str, rows: list[str], noun: str, *, table: str = "") -> Section | None:
    """A section that a click opens. `title` is ours: it stands in HTML, where nothing is escaped."""
    if not rows:
        return None
    opening = f"\n<details><summary>{title}</summary>\n\n{table}"
    return Section(opening, tuple(rows), noun, "\n</details>\n")


def _listed(title: str, rows: list[str], noun: str, *, table: str = "") -> Section | None:
    return Section(f"\n### {title}\n\n{table}", tuple(rows), noun) if rows else None


def _verdict(report: Report) -> Section:
    decision = report.verdict.decision
    head = f"## {_mark(decision)} stelp-ci: {decision.value}\n\n"
    why = f"**{_text(wording.headline(report))}**\n\n{wording.advice(decision).capitalize()}.\n"
    observed = f"\n{wording.observed(report).capitalize()}.\n" if wording.observed(report) else ""
    author = wording.author(report.change)
    change = _text(wording.change(report.change)) + (f"; {_text(author)}" if author else "")
    return Section(f"{head}{why}{observed}\n<sub>{change}</sub>\n", (), "")


def _mark(decision: Decision) -> str:
    match decision:
        case Decision.PASS:
            return "\N{WHITE HEAVY CHECK MARK}"
        case Decision.NEEDS_HUMAN:
            return "\N{RAISED HAND}"
        case Decision.INCONCLUSIVE:
            return "\N{BLACK QUESTION MARK ORNAMENT}"
        case Decision.FAIL:
            return "\N{CROSS MARK}"
        case _:
            assert_never(decision)


def _reasons(report: Report, known: dict[str, Item]) -> Section | None:
    """A table, and below it the command that runs the first of them again: the others have their ids."""
    found = facts.reasons(report)
    table = "| | Where | What | What to do |\n|:--|:--|:--|:--|\n"
    first = [ref for reason in found for ref in reason.refs if ref in known][:1]
    again = f"\nRun one again by its id: {_code(wording.replay(first[0]))}\n" if first else ""
    rows = tuple(_reason(reason, known) for reason in found)
    return Section(f"\n### Why\n\n{table}", rows, "reasons", again) if rows else None


def _reason(reason: Reason, known: dict[str, Item]) -> str:
    location = reason_location(reason, known)
    ids = [_code(ref) for ref in reason.refs if ref in known][:1]
    labels = ", ".join([_text(reason.gate), *ids])
    what = f"{_text(wording.beside(location, reason.message))} <sub>{labels}</sub>"
    return f"| {reason.decision.value} | {_place(location)} | {what} | {_text(reason.remedy)} |\n"


def _notices(report: Report, known: dict[str, Item]) -> Section | None:
    shown = [notice for notice in shown_notices(report, known) if notice.message != wording.headline(report)]
    rows = [_notice(reason_location(notice, known), notice) for notice in shown]
    return _listed("Notices, without weight", rows, "notices")


def _notice(location: Location | None, notice: Reason) -> str:
    return f"- {_place(location)} {_text(wording.beside(location, notice.message))} <sub>{_text(notice.gate)}</sub>\n"


def _failures(report: Report) -> Section | None:
    return _listed(
        "Could not run (the tool or its surroundings, not the change)",
        [_failure(failure) for failure in facts.failures(report)],
        "failures",
    )


def _failure(failure: facts.Failed) -> str:
    remedy = f": {_code(failure.remedy)}" if failure.remedy else ""
    return f"- **{_text(failure.what)}** ({_text(failure.stage)}): {_text(failure.reason)}{remedy}\n"


def _refusals(report: Report) -> Section | None:
    rows = [
        f"- {_code(f'{item.path}:{item.line}')} {_text(item.message)}. {_text(item.repair)} ({_code(item.code)})\n"
        for item in facts.refusals(report)
    ]
    return _listed("Refused by the transpiler", rows, "files")


def _not_assessed(report: Report) -> Section | None:
    rows = [_gap(item) for item in facts.evidence_of(report, NotAssessed)]
    return _listed("Not assessed", rows, "subjects")


def _gap(item: NotAssessed) -> str:
    also = "the same on the base, so not charged" if item.also_on_base else "**assessed on the base**"
    return f"- {_code(item.subject)} ({_text(item.probe)}): {_text(item.reason)}; {also} {_code(item.id)}\n"


def _findings(report: Report) -> Section | None:
    own = len(facts.own_findings(report))
    rest = len(facts.findings(report)) - own
    title = f"Findings of the change: {own}" + (f" (and {rest} outside it or already on the base)" if rest else "")
    table = "| Severity | Where | Finding | Rule | Id |\n|:--|:--|:--|:--|:--|\n"
    return _folded(title, [_finding(found) for found in facts.findings(report)], "findings", table=table)


def _finding(finding: Finding) -> str:
    remedy = f"<br>{_text(finding.remedy)}" if finding.remedy else ""
    rule = f"{_code(f'{finding.tool} {finding.rule}')} {_text(wording.finding_labels(finding))}"
    where = _place(finding.location)
    return f"| {finding.severity.value} | {where} | {_text(finding.message)}{remedy} | {rule} | {_code(finding.id)} |\n"


def _tests(report: Report) -> Section | None:
    runs = facts.evidence_of(report, TestsRun)
    rows = [_run(run) for run in runs]
    rows += [f"- {_place(item.location)} **{_text(wording.ended(item))}** {_code(item.id)}\n" for item in _ends(report)]
    rows += [_test(test) for test in facts.troubled_tests(report)]
    counts = wording.test_counts(report) or "none collected"
    strengths = " and ".join(sorted({run.strength.value for run in runs}))
    return _folded(f"Tests: {counts} ({strengths} evidence)", rows, "test results")


def _ends(report: Report) -> tuple[Ended, ...]:
    return facts.evidence_of(report, Ended)


def _run(run: TestsRun) -> str:
    rows = [f"- {_text(wording.run(run))} {_code(run.id)}\n"]
    for names, what in ((run.unaccounted, "promised and never collected"), (run.invented, "not in the source")):
        if names:
            rows.append(f"- **{len(names)} {what}:** {', '.join(_code(name) for name in names[:5])}\n")
    return "".join(rows) + _last_output(run)


def _last_output(run: TestsRun) -> str:
    if run.outcome is None or (run.outcome.result and run.outcome.result.completed) or not run.outcome.output:
        return ""
    return f"\nThe run did not come to its end; its last output:\n\n{_block(run.outcome.output)}"


def _test(test: TestEvidence) -> str:
    where = f" at {_place(facts.location_of_test(test))}" if test.record.line > 0 else ""
    head = f"\n{_code(test.record.nodeid)} {_text(wording.test_story(test))}{where} {_code(test.id)}\n\n"
    complaint = test.record.message or wording.test_complaint(test)
    return head + (_block(complaint) if complaint else "")


def _block(output: str) -> str:
    """The end of an output, where pytest says what was expected, or says how much is above it."""
    above = max(0, len(output) - MAX_OUTPUT)
    note = f"({above} characters above)\n" if above else ""
    return markdown_block(note + output[-MAX_OUTPUT:]) + "\n"


def _controls(report: Report) -> Section | None:
    found = facts.evidence_of(report, StubControl)
    noticed = sum(1 for item in found if item.noticed_by)
    title = f"Do the tests notice when a changed function is replaced? {noticed} of {len(found)}"
    return _folded(title, [_control(item) for item in found], "functions")


def _apart(report: Report) -> Section | None:
    found = facts.evidence_of(report, Isolated)
    passed = sum(len(item.passed) for item in found)
    tests = passed + sum(len(item.contradicted) + len(item.others) for item in found)
    title = "Functions in one sandbox, tests in another: " + (
        f"{passed} of {tests} tests pass" if tests else "not done"
    )
    return _folded(title, [f"- {_text(item.said)} {_code(item.id)}\n" for item in found], "lines")


def _control(item: StubControl) -> str:
    where = _place(facts.item_location(item))
    return f"- {where} {_code(item.unit)}: {_text(wording.control(item))} {_code(item.id)}\n"


def _changed_tests(report: Report) -> Section | None:
    found = changed_tests(report)
    loud = sum(row.loud for row in found)
    title = "Tests that the change touches: " + (f"{loud} to look at" if loud else "nothing speaks against them")
    return _folded(title, [_changed_test(row) for row in found], "lines")


def _changed_test(row: Row) -> str:
    where = f"{_place(row.location)} " if row.location else ""
    text = f"**{_text(row.text)}**" if row.loud else _text(row.text)
    return f"- {where}{text} {_code(row.id)}\n"


def _changed_functions(report: Report) -> Section | None:
    found = changed_functions(report)
    loud = sum(row.loud for row in found)
    title = "What was measured of the changed functions: " + (f"{loud} to look at" if loud else "nothing to look at")
    return _folded(title, [_changed_test(row) for row in found], "lines")


def _capabilities(report: Report) -> Section | None:
    gained = (*facts.evidence_of(report, CapabilityChange), *facts.evidence_of(report, EffectChange))
    found = (*gained, *facts.evidence_of(report, KernelSeen))
    rows = [f"- {_place(facts.item_location(item))} {_text(describe(item))} {_code(item.id)}\n" for item in found]
    return _folded(f"Capabilities that the base did not use: {len(found)}", rows, "lines")


def _surroundings(report: Report) -> Section | None:
    scans = ", ".join(f"{wording.scanner(scan)}" for scan in facts.scanners(report)) or "none"
    times = ", ".join(f"{timing.stage} {timing.seconds:.1f} s" for timing in report.timings) or "not recorded"
    rows = [
        f"- Sandbox: {_text(wording.runtime(report.runtime))}\n",
        f"- Scanners: {_text(scans)}\n",
        f"- Time: {_text(times)}\n",
        f"- stelp-ci {_text(report.tool_version)}; all of it is in {_code(wording.REPORT_FILE)}\n",
    ]
    return _folded("Where this ran", rows, "lines")
