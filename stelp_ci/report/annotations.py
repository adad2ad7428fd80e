"""GitHub workflow commands: one `::error`, `::warning` or `::notice` for each place, the worst first.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from typing import assert_never

from stelp_ci.model.finding import Location
from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision
from stelp_ci.report import wording
from stelp_ci.report.concern import Concern, concerns, gate_sentence
from stelp_ci.report.escape import clip, command_data, command_property, one_line

MAX_PER_LEVEL = 10
"""GitHub shows 10 annotations of each level for a step and drops the rest without a word.

https://docs.github.com/en/rest/checks/runs
"""

MAX_MESSAGE = 4000
"""Characters of one message, far below the 64 KB that GitHub takes (same page)."""

MAX_TITLE = 120
"""Characters of one title, below GitHub's 255 (same page)."""


def render_annotations(report: Report) -> str:
    """Workflow commands, one a line; the last one counts what GitHub would have dropped. Empty without concerns."""
    levels: dict[str, list[Concern]] = {"error": [], "warning": [], "notice": []}
    for concern in concerns(report):
        levels[_level(concern.decision)].append(concern)
    shown = [_command(level, concern) for level, found in levels.items() for concern in found[: _room(level)]]
    left_out = sum(max(0, len(found) - _room(level)) for level, found in levels.items())
    return "".join(line + "\n" for line in [*shown, *_remainder(left_out)])


def _room(level: str) -> int:
    return MAX_PER_LEVEL - 1 if level == "notice" else MAX_PER_LEVEL


def _remainder(left_out: int) -> list[str]:
    if not left_out:
        return []
    message = f"GitHub shows {MAX_PER_LEVEL} annotations of a level: {wording.more(left_out, 'of them')}"
    return [f"::notice title={command_property('stelp-ci')}::{command_data(message)}"]


def _level(decision: Decision) -> str:
    match decision:
        case Decision.FAIL | Decision.INCONCLUSIVE:
            return "error"
        case Decision.NEEDS_HUMAN:
            return "warning"
        case Decision.PASS:
            return "notice"
        case _:
            assert_never(decision)


def _command(level: str, concern: Concern) -> str:
    title = f"stelp-ci {concern.gate}: {concern.decision.value} [{concern.id}]"
    properties = [*_place(concern.location), f"title={command_property(clip(one_line(title), MAX_TITLE))}"]
    parts = (concern.what, concern.why if concern.why != gate_sentence(concern) else "", concern.repair)
    message = clip("\n".join(part for part in parts if part), MAX_MESSAGE)
    return f"::{level} {','.join(properties)}::{command_data(message)}"


def _place(location: Location | None) -> list[str]:
    if location is None or not location.path:
        return []
    line = max(location.line, 1)
    column = [f"col={location.column}"] if location.column > 0 else []
    return [
        f"file={command_property(location.path)}",
        f"line={line}",
        f"endLine={max(location.end_line, line)}",
        *column,
    ]
