"""The last lines of the terminal's report: what was decided, why, and what to do."""

from typing import assert_never

from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report import facts, wording
from stelp_ci.report.escape import one_line
from stelp_ci.report.paint import Line, Span
from stelp_ci.report.select import Item, items, reason_location, shown_notices
from stelp_ci.report.terminal_rows import MAX_ROWS, cut, more, plain, row


def verdict(report: Report) -> list[Line]:
    """The banner, the reasons with their remedies, and the notices."""
    decision, known = report.verdict.decision, items(report)
    banner = (Span(f" {decision.value.upper()} ", f"bold reverse {_colour(decision)}"), Span("  "))
    found, why = facts.reasons(report), wording.headline(report)
    lines = [Line(banner, plain(wording.advice(decision) + ("" if found else f": {why}"), "bold"))]
    lines += [row("", wording.observed(report))] if wording.observed(report) else []
    for number, reason in enumerate(found[:MAX_ROWS], start=1):
        lines += _reason(f"{number:>3}  ", reason, known)
    lines += [*more(len(found) - MAX_ROWS, "reasons"), *_again(found, known)]
    others = [notice for notice in shown_notices(report, known) if notice.message != why]
    return lines + cut((_notice(notice, known) for notice in others), "notices")


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
        Line((Span(lead, _colour(reason.decision)),), (said, *plain(wording.beside(location, reason.message)), tail))
    ]
    return rows + ([Line((Span("     -> "),), plain(reason.remedy))] if reason.remedy else [])


def _runnable(reason: Reason, known: dict[str, Item]) -> list[str]:
    return [one_line(ref) for ref in reason.refs if ref in known][:1]


def _again(found: tuple[Reason, ...], known: dict[str, Item]) -> list[Line]:
    ids = [id for reason in found[:MAX_ROWS] for id in _runnable(reason, known)][:1]
    return [row("run one again: ", wording.replay(id), style="dim") for id in ids]


def _notice(reason: Reason, known: dict[str, Item]) -> Line:
    location = reason_location(reason, known)
    where = wording.place(location)
    text = wording.beside(location, reason.message)
    return row("notice  ", f"{where}  {text}" if where else text, note=reason.gate)
