"""The annotations of a check run: plain text at lines, the worst first."""

from typing import NamedTuple, assert_never

from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision
from stelp_ci.report.concern import Concern, concerns, gate_sentence
from stelp_ci.report.escape import clip, one_line, visible

MAX_NOTES = 200
"""Four requests of fifty: what is beyond it is counted in the summary."""

MAX_MESSAGE = 4000
"""Characters of one message, far below the 64 KB that GitHub takes: https://docs.github.com/en/rest/checks/runs"""


class Note(NamedTuple):
    """What stands at lines `start` to `end` of `path`; `level` is in GitHub's words."""

    path: str
    start: int
    end: int
    level: str
    title: str
    message: str


def check_notes(report: Report) -> tuple[tuple[Note, ...], int]:
    """At most `MAX_NOTES` notes, and how many more there would be."""
    placed = [concern for concern in concerns(report) if concern.location and concern.location.path]
    return tuple(_note(concern) for concern in placed[:MAX_NOTES]), max(0, len(placed) - MAX_NOTES)


def _note(concern: Concern) -> Note:
    place = concern.location
    path, start, end = (place.path, place.line, place.end_line) if place else ("", 1, 1)
    parts = (concern.what, concern.why if concern.why != gate_sentence(concern) else "", concern.repair, concern.id)
    message = "\n".join(part for part in parts if part)
    return Note(
        path=path,
        start=max(start, 1),
        end=max(end, start, 1),
        level=_level(concern.decision),
        title=clip(one_line(f"{concern.decision.value}: {concern.gate}"), 120),
        message=visible(clip(message, MAX_MESSAGE), keep="\n"),
    )


def _level(decision: Decision) -> str:
    match decision:
        case Decision.FAIL | Decision.INCONCLUSIVE:
            return "failure"
        case Decision.NEEDS_HUMAN:
            return "warning"
        case Decision.PASS:
            return "notice"
        case _:
            assert_never(decision)
