"""One request, one answer, and the refusals that GitHub words itself."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.github.fake.state import Token

COMMENT_LIMIT = 65_536
"""Characters of a comment, a review's body, a check run's summary."""


class Asked(NamedTuple):
    """One request after the token was recognised."""

    method: str
    path: str
    values: dict[str, str]
    query: dict[str, str]
    body: Any
    token: Token
    accept: str = ""

    def number(self, name: str) -> int:
        """A number in the path; one that is none finds nothing."""
        text = self.values[name]
        return int(text) if text.isdigit() else -1


@dataclass
class Answer(Exception):
    """What goes back."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict[str, str])


def refusal(status: int, message: str, **more: Any) -> Answer:
    """An error in GitHub's form."""
    return Answer(status, {"message": message, "documentation_url": "https://docs.github.com/rest"} | more)


def not_found() -> Answer:
    """No such thing, or nothing that this token may know of."""
    return refusal(404, "Not Found")


def unprocessable(resource: str, field: str, message: str) -> Answer:
    """A request that is well formed and cannot be. For reviews GitHub words it in one string."""
    if resource == "PullRequestReview":
        return refusal(422, "Validation Failed", errors=[message])
    detail = {"resource": resource, "field": field, "code": "custom", "message": message}
    return refusal(422, "Validation Failed", errors=[detail])


def need(asked: Asked, *scopes: str) -> None:
    """Refuse a token that has none of `scopes`, in the words that a workflow's token gets."""
    if not asked.token.scopes.intersection(scopes):
        raise refusal(403, "Resource not accessible by integration")


def body_of(asked: Asked, resource: str, *, limit: int = COMMENT_LIMIT) -> str:
    """The text of a comment: present, not blank, not too long."""
    text = str(asked.body.get("body") or "")
    if not text.strip():
        raise unprocessable(resource, "body", "body can't be blank")
    if len(text) > limit:
        raise unprocessable(resource, "body", f"body is too long (maximum is {limit} characters)")
    return text
