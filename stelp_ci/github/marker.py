"""What stelp-ci writes, invisibly, at the very start of its own comments to know them again.

Only the start of a body counts, and only in comments of the account that posts: text of a change that quotes a marker
is no marker.
"""

import re
from typing import NamedTuple

MAX_KEYS = 200
"""Keys that a summary remembers: more remarks than this are never posted at one pull request's lines."""

_KEY = r"[0-9a-f]{16}"
_SUMMARY = re.compile(
    rf"\A<!-- stelp-ci:summary v1 sha=(?P<sha>[0-9a-f]{{40}}) since=(?P<since>[0-9TZ:-]{{20}})"
    rf" said=(?P<said>(?:{_KEY}(?:,{_KEY})*)?) -->\n"
)
_REMARK = re.compile(rf"\A<!-- stelp-ci:remark v1 key=(?P<key>{_KEY}) (?P<state>live|fixed) -->\n")
_REVIEW = "<!-- stelp-ci:review v1 -->\n"


class SummaryMark(NamedTuple):
    """The head that the summary speaks of, since when (ISO 8601, UTC), and the keys that stand at lines."""

    sha: str
    since: str
    said: tuple[str, ...]


class RemarkMark(NamedTuple):
    """The key of a remark, and whether it was said to be fixed."""

    key: str
    fixed: bool


def with_summary_mark(mark: SummaryMark, body: str) -> str:
    """The body of a summary comment."""
    said = ",".join(mark.said[:MAX_KEYS])
    return f"<!-- stelp-ci:summary v1 sha={mark.sha} since={mark.since} said={said} -->\n{body}"


def with_remark_mark(mark: RemarkMark, body: str) -> str:
    """The body of a comment at a line."""
    return f"<!-- stelp-ci:remark v1 key={mark.key} {'fixed' if mark.fixed else 'live'} -->\n{body}"


def with_review_mark(body: str) -> str:
    """The body of a review."""
    return _REVIEW + body


def summary_mark(body: str) -> SummaryMark | None:
    """The mark of a summary, None for any other text."""
    found = _SUMMARY.match(_plain(body))
    return SummaryMark(found["sha"], found["since"], tuple(filter(None, found["said"].split(",")))) if found else None


def remark_mark(body: str) -> RemarkMark | None:
    """The mark of a comment at a line, None for any other text."""
    found = _REMARK.match(_plain(body))
    return RemarkMark(found["key"], found["state"] == "fixed") if found else None


def is_review(body: str) -> bool:
    """Whether a review's body is ours."""
    return _plain(body).startswith(_REVIEW)


def same_text(one: str, other: str) -> bool:
    """Whether two bodies are the same to a reader: a web form writes CRLF, and cuts white space at the end."""
    return _plain(one).rstrip() == _plain(other).rstrip()


def _plain(body: str) -> str:
    return body.replace("\r\n", "\n")
