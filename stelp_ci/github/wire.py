"""The parts of GitHub's answers that are read; whatever else they hold is ignored.

https://docs.github.com/en/rest/pulls
"""

from typing import Any

import msgspec


class User(msgspec.Struct, frozen=True, kw_only=True):
    """An account: `id` stays when a login is renamed."""

    login: str
    id: int
    type: str = "User"


class Repo(msgspec.Struct, frozen=True, kw_only=True):
    """A repository."""

    id: int
    full_name: str


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """Head or base of a pull request. `repo` is None where a fork was deleted."""

    ref: str
    sha: str
    repo: Repo | None = None


class Pull(msgspec.Struct, frozen=True, kw_only=True):
    """A pull request."""

    number: int
    state: str
    head: Side
    base: Side


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A changed file; `patch` is None for what is binary or too large."""

    filename: str
    patch: str | None = None


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment of the conversation."""

    id: int
    created_at: str
    user: User | None = None
    body: str | None = None


class LineComment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment at a line of the diff; `line` is None once it is outdated."""

    id: int
    path: str
    user: User | None = None
    body: str | None = None
    line: int | None = None
    start_line: int | None = None
    in_reply_to_id: int | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A submitted review."""

    id: int
    state: str
    user: User | None = None
    body: str | None = None


class Created(msgspec.Struct, frozen=True, kw_only=True):
    """What was made, and in whose name."""

    id: int
    user: User | None = None


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """What an account may do in the repository: admin, write, read or none."""

    permission: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why GraphQL did not do something."""

    message: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What GraphQL answers, with status 200 in any case."""

    data: dict[str, Any] = {}
    errors: tuple[Problem, ...] = ()
