"""One thing to say at lines of the change, ready to be posted."""

from typing import NamedTuple


class Suggestion(NamedTuple):
    """A repair as GitHub offers it: a finished block of Markdown that replaces lines `start` to `end` of the head."""

    start: int
    end: int
    block: str


class Remark(NamedTuple):
    """A remark about lines `start` to `end` of `path` on the head (counted from 1, both included).

    `key` is 16 hex digits that name it across pushes, whatever its line. `reach` are the lines that it may stand at
    instead where the diff does not show its own. `body` is finished Markdown, escaped; `suggestion` is added to it
    where the comment stands at exactly the lines that it replaces.
    """

    key: str
    path: str
    start: int
    end: int
    reach: tuple[int, int]
    body: str
    suggestion: Suggestion | None = None
