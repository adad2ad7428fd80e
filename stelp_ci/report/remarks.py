"""Inline comments: what a reviewer is told beside the lines, the worst and best proven first."""

import hashlib
from typing import NamedTuple

from stelp_ci.model.evidence import CapabilityChange, EffectChange, Ended, Strength, StubControl, TestEvidence, TestsRun
from stelp_ci.model.finding import Finding, Severity
from stelp_ci.model.remark import Remark, Suggestion
from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision
from stelp_ci.report import facts, wording
from stelp_ci.report.concern import Concern, concerns, gate_sentence
from stelp_ci.report.escape import clip, markdown_code, markdown_text
from stelp_ci.report.repair import repair_of, suggestion
from stelp_ci.report.select import Item, items

MAX_TEXT = 1000
"""Characters of one text in a comment."""

MAX_REMARKS = 500
"""More than a page of a review could ever hold; the summary counts the rest."""

CLAIMED = "claimed by the run, which the change could have altered"


class _Said(NamedTuple):
    """All concerns about one item, the worst first."""

    concern: Concern
    item: Item | None
    also: tuple[Concern, ...]


def remarks(report: Report, *, claimed: bool = False, suggest: bool = True) -> tuple[Remark, ...]:
    """One remark for each item with a place that carries weight: severity first, then the strength of its evidence.

    `claimed` says of each that the change could have altered who says it; `suggest` adds mechanical repairs.
    """
    known = items(report)
    grouped: dict[str, list[Concern]] = {}
    for concern in concerns(report):
        if concern.location and concern.location.path and concern.decision is not Decision.PASS:
            grouped.setdefault(concern.id, []).append(concern)
    said = [_Said(found[0], known.get(key), tuple(found[1:])) for key, found in grouped.items()]
    strengths = _strengths(report)
    said.sort(key=lambda one: _order(one, strengths))
    found = (_remark(report, one, claimed=claimed) for one in said[:MAX_REMARKS])
    return tuple(found if suggest else (remark._replace(suggestion=None) for remark in found))


def _strengths(report: Report) -> dict[str, Strength]:
    return {test.id: run.strength for run in facts.evidence_of(report, TestsRun) for test in run.tests}


def _order(said: _Said, strengths: dict[str, Strength]) -> tuple[int, int, int, str, int]:
    place = said.concern.location
    severity = list(Severity).index(said.item.severity) if isinstance(said.item, Finding) else len(Severity)
    path, line = (place.path, place.line) if place else ("", 0)
    return -said.concern.decision.rank, _proof(said.item, strengths), -severity, path, line


def _proof(item: Item | None, strengths: dict[str, Strength]) -> int:
    """0 where nothing could be forged, 1 where it ran beside the code under judgement, 2 where it was only read."""
    match item:
        case TestEvidence():
            return 0 if strengths.get(item.id) is Strength.ISOLATED else 1
        case Ended() | StubControl():
            return 1
        case _:
            return 2


def _remark(report: Report, said: _Said, *, claimed: bool) -> Remark:
    place = said.concern.location
    path, start = (place.path, max(place.line, 1)) if place else ("", 1)
    end = max(place.end_line, start) if place else start
    return Remark(
        key=_key(said, path),
        path=path,
        start=start,
        end=end,
        reach=_reach(report, said.item, (start, end)),
        body=_body(said, claimed=claimed),
        suggestion=_suggestion(said.item),
    )


def _suggestion(item: Item | None) -> Suggestion | None:
    fix = repair_of(item)
    return Suggestion(fix.start, fix.end, suggestion(fix)) if fix else None


def _key(said: _Said, path: str) -> str:
    """What stays the same while lines shift: a finding's own fingerprint, else what kind of thing is said of what."""
    if isinstance(said.item, Finding):
        return _digest("finding", said.item.fingerprint)
    if said.concern.runnable:
        return _digest("evidence", said.concern.id)
    return _digest("reason", said.concern.gate, said.concern.what, path)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _reach(report: Report, item: Item | None, own: tuple[int, int]) -> tuple[int, int]:
    """The unit that the item speaks of, where the change has it: the diff may not show the line of its `def`."""
    if not isinstance(item, StubControl | CapabilityChange | EffectChange):
        return own
    file = report.change.file(item.path)
    heads = (unit.head for unit in file.units) if file else ()
    spans = (head.span for head in heads if head and head.qualname == item.unit and own[0] in head.span)
    return next(((span.start, span.end) for span in spans), own)


def _body(said: _Said, *, claimed: bool) -> str:
    concern = said.concern
    why = [other.why for other in (concern, *said.also) if other.why != gate_sentence(other)]
    parts = [f"**{concern.decision.value}** ({_text(concern.gate)}): {_text(concern.what)}"]
    parts += [_text(reason) for reason in dict.fromkeys(why)]
    if concern.repair:
        parts.append(f"**What to do:** {_text(concern.repair)}")
    if concern.runnable:
        parts.append(f"<sub>Run again: {markdown_code(clip(wording.replay(concern.id), MAX_TEXT))}</sub>")
    else:
        parts.append(f"<sub>{markdown_code(clip(concern.id, MAX_TEXT))}</sub>")
    return "\n\n".join([*parts, *([f"<sub>{CLAIMED}</sub>"] if claimed else [])])


def _text(text: str) -> str:
    return markdown_text(clip(text, MAX_TEXT))
