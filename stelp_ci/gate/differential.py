"""A function that answers differently than before: a question, and a person's business where the change denies it."""

import re
from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.finding import Location
from stelp_ci.model.measured import Difference, Differential
from stelp_ci.model.verdict import Decision, Reason

_DENIALS = re.compile(
    r"\b(?:refactor\w*|no[ -](?:functional|behaviou?r(?:al)?)[ -]changes?|"
    r"no[ -]changes?[ -](?:of|in|to)[ -](?:the |its )?(?:behaviou?r|functionality)|clean[ -]?up|"
    r"pure[ -](?:move|rename)|reformat\w*|cosmetic|tidy\w*|style only|typing only|nfc)\b",
    re.IGNORECASE,
)
"""Words by which a change says that it alters no behaviour. They only ever add strictness."""


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each function that differs."""
    denied = next((found.group() for text in case.change.messages if (found := _DENIALS.search(text))), "")
    for item in case.evidence:
        if isinstance(item, Differential) and item.difference is not None:
            yield _reason(item, item.difference, denied)


def _reason(item: Differential, found: Difference, denied: str) -> Reason:
    said = f"the change says {denied!r}, and yet " if denied else ""
    return Reason(
        decision=Decision.NEEDS_HUMAN if denied else Decision.PASS,
        gate="differential",
        message=f"{said}{found.sentence}: intended?",
        refs=(item.id,),
        location=Location(path=item.path, line=item.line, end_line=item.line),
        remedy="say that the difference is intended, with a test of it; or restore the answer of the base",
    )
