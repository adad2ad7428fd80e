"""What the fake remembers: accounts, pull requests, comments, reviews and check runs."""

from dataclasses import dataclass, field
from typing import Any

from tests.github.fake.repository import Repository

BOT_ID = 41898282
"""The account that a workflow's own token acts as: `github-actions[bot]`."""


@dataclass
class Account:
    """Somebody who writes comments."""

    login: str
    id: int
    type: str = "User"
    permission: str = "read"


BOT = Account("github-actions[bot]", BOT_ID, "Bot", "write")


@dataclass
class Token:
    """What a bearer may do. `account` is None for a workflow's token, which acts as the bot and has no `/user`."""

    scopes: frozenset[str] = frozenset({"contents:read", "pull-requests:write", "checks:write"})
    account: Account | None = None

    @property
    def acts_as(self) -> Account:
        """Whose name stands above what this token writes."""
        return self.account or BOT


@dataclass
class Pull:
    """A pull request: branches of one repository; `head_repo` differs for a fork."""

    number: int
    base_ref: str
    head_ref: str
    author: Account
    head_repo: str
    head_repo_id: int
    title: str = "A change"
    body: str | None = ""
    state: str = "open"


@dataclass
class Comment:
    """A comment of the conversation."""

    id: int
    pull: int
    author: Account
    body: str
    created_at: str
    updated_at: str
    born: int = 0


@dataclass
class LineComment:
    """A comment at lines of the diff; `line` is None once it is outdated."""

    id: int
    pull: int
    author: Account
    body: str
    path: str
    line: int | None
    start_line: int | None
    commit: str
    original_commit: str
    original_line: int
    hunk: str
    review: int | None
    reply_to: int | None
    created_at: str
    updated_at: str
    resolved: bool = False
    born: int = 0


@dataclass
class Review:
    """A submitted review."""

    id: int
    pull: int
    author: Account
    body: str
    state: str
    commit: str
    submitted_at: str


@dataclass
class State:
    """Everything behind one server."""

    repository: Repository
    name: str = "acme/parcel"
    id: int = 4711
    pulls: dict[int, Pull] = field(default_factory=dict[int, Pull])
    comments: dict[int, Comment] = field(default_factory=dict[int, Comment])
    line_comments: dict[int, LineComment] = field(default_factory=dict[int, LineComment])
    reviews: dict[int, Review] = field(default_factory=dict[int, Review])
    check_runs: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    accounts: dict[str, Account] = field(default_factory=lambda: {BOT.login: BOT})
    clock: int = 1_780_000_000
    last_id: int = 1000

    def forget(self) -> None:
        """Nobody ever said anything."""
        self.comments.clear()
        self.line_comments.clear()
        self.reviews.clear()

    def next_id(self) -> int:
        """A number that nothing else has."""
        self.last_id += 1
        return self.last_id

    def now(self) -> str:
        """The time: it goes on by one second each time that somebody looks."""
        from datetime import UTC, datetime

        self.clock += 1
        return datetime.fromtimestamp(self.clock, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def head(self, pull: Pull) -> str:
        """The commit that the pull request's branch names."""
        return self.repository.tip(pull.head_ref) or "0" * 40

    def merge_base(self, pull: Pull) -> str:
        """The commit that its diff is taken against."""
        return self.repository.merge_base(self.repository.tip(pull.base_ref) or "", self.head(pull))
