"""`# stelp: ignore[code] reason`: a comment at a line, or on the line above it, that answers for a finding. Pure.

`# stelp: ignore[code until 2030-01-31] reason` ends on its own.
"""

import re
from typing import NamedTuple

_COMMENT = re.compile(
    r"#\s*stelp:\s*ignore\[(?P<codes>[\w./, -]{1,200}?)(?:\s+until\s+(?P<until>\d{4}-\d{2}-\d{2}))?\]\s*(?P<reason>.*)$"
)
LEAST_REASON = 8
"""Characters of a reason below which there is none."""


class InlineWaiver(NamedTuple):
    """One comment; `codes` are `rule` or `tool/rule`, `until` is empty or the first day on which it no longer holds."""

    codes: frozenset[str]
    reason: str
    until: str
    text: str

    def covers(self, tool: str, rule: str) -> bool:
        """Whether the comment names this rule."""
        return rule in self.codes or f"{tool}/{rule}" in self.codes


def read_inline(line: str) -> InlineWaiver | None:
    """The waiver in a line of source; None where there is none, or none with a reason."""
    found = _COMMENT.search(line)
    if found is None or len(found["reason"].strip()) < LEAST_REASON:
        return None
    codes = frozenset(code.strip() for code in found["codes"].split(",") if code.strip())
    return InlineWaiver(codes, found["reason"].strip(), found["until"] or "", " ".join(found[0].split()))
