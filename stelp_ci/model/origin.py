"""Where a change comes from, as GitHub's event tells it."""

from stelp_ci.model.value import Value


class Account(Value, frozen=True, kw_only=True):
    """Who opened the pull request. The number stays when the login is renamed; `type` is `User` or `Bot`."""

    id: int
    login: str
    type: str = "User"


class Origin(Value, frozen=True, kw_only=True):
    """One event: the commits to compare (ids), and what the pull request says of itself.

    `base` is None where the event names none, `number` where there is no pull request. `branch`, `title` and `body` are
    text that the author chose; `body` is cut.
    """

    event: str
    repository: str
    head: str
    base: str | None = None
    number: int | None = None
    branch: str = ""
    head_repository: str = ""
    account: Account | None = None
    title: str = ""
    body: str = ""
