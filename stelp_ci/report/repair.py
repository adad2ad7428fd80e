"""Mechanical repairs as the renderings offer them: one that a reader could not see whole is not offered.

Suggestions: https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/reviewing-changes-in-pull-requests
"""

import re

from stelp_ci.model.finding import Finding, Fix
from stelp_ci.report.escape import visible
from stelp_ci.report.select import Item

MAX_LINES = 20
MAX_WIDTH = 500
"""Lines of one repair, and characters of one of them: nobody accepts with one look what is larger."""


def repair_of(item: "Item | Finding | None") -> Fix | None:
    """The repair of a finding; None for everything else, and for one that is large, or holds what cannot be seen."""
    fix = item.fix if isinstance(item, Finding) else None
    return fix if fix and _fits(fix) and all(map(_shown, fix.lines)) else None


def _fits(fix: Fix) -> bool:
    return 1 <= fix.start <= fix.end < fix.start + MAX_LINES and len(fix.lines) <= MAX_LINES


def _shown(line: str) -> bool:
    return len(line) <= MAX_WIDTH and visible(line, keep="\t") == line


def suggestion(fix: Fix) -> str:
    """The block that GitHub offers to commit, with a fence that no line of it can close."""
    longest = max((len(run) for line in fix.lines for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}suggestion", *fix.lines, fence])


def what_becomes(fix: Fix) -> str:
    """What happens to which lines: `line 3 becomes`, `lines 3 to 5 go away`."""
    lines = f"line {fix.start}" if fix.start == fix.end else f"lines {fix.start} to {fix.end}"
    s = "s" if fix.start == fix.end else ""
    return f"{lines} become{s}" if fix.lines else f"{lines} go{'e' + s if s else ''} away"


def in_words(fix: Fix) -> str:
    """One sentence for places without room: `line 3 becomes x = 1`."""
    first = fix.lines[0].strip() if fix.lines else ""
    more = f" ... ({len(fix.lines)} lines)" if len(fix.lines) > 1 else ""
    return f"{what_becomes(fix)} {first}{more}".rstrip()
