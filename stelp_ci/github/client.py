"""The thin client: PyGithub sends, what comes back is decoded strictly, every failure has a name."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import quote

import msgspec

from stelp_ci.errors import GitHubError
from stelp_ci.github import failure, wire
from stelp_ci.github.retry import Pace, patient_retry

if TYPE_CHECKING:
    from github.GithubException import GithubException

PER_PAGE = 100
MAX_PAGES = 100
"""Ten thousand comments or files: more are not looked at, and the caller hears of it."""

Kind = TypeVar("Kind")


class Client:
    """One repository on one GitHub. Every method raises `GitHubError`, mostly one of `failure`."""

    def __init__(self, *, url: str, token: str, repository: str, pace: Pace | None = None) -> None:
        import logging

        from github import Auth, Github

        logging.getLogger("github").setLevel(logging.ERROR)  # it tells stderr about every request that is refused
        self.pace = pace or Pace()
        owner, slash, name = repository.partition("/")
        if not (owner and slash and name) or "/" in name:
            raise GitHubError(f"{repository!r} is not OWNER/NAME", remedy="set GITHUB_REPOSITORY")
        self._is_installation = token.startswith("ghs_")
        self._root = f"/repos/{quote(owner, safe='')}/{quote(name, safe='')}"
        self._requester = Github(
            auth=Auth.Token(token),
            base_url=url.rstrip("/"),
            timeout=self.pace.timeout,
            retry=patient_retry(self.pace),
            seconds_between_requests=None,
            seconds_between_writes=self.pace.between_writes,
            per_page=PER_PAGE,
        ).requester

    def login(self) -> str | None:
        """Whose name the token writes under; None for a workflow's or app's token (`ghs_`), which has no user.

        https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
        """
        if self._is_installation:
            return None
        try:
            return self._one("GET", "/user", wire.User).login
        except (failure.ReadOnlyError, failure.MissingError):
            return None

    def pull(self, number: int) -> wire.Pull:
        """One pull request."""
        return self._one("GET", f"{self._root}/pulls/{number}", wire.Pull)

    def pulls_from(self, owner: str, branch: str) -> tuple[wire.Pull, ...]:
        """The open pull requests of one branch."""
        query = {"state": "open", "head": f"{owner}:{branch}"}
        return tuple(self._all(f"{self._root}/pulls", wire.Pull, query))

    def files(self, number: int) -> Iterator[wire.File]:
        """The changed files with their patches, at most 3,000 (GitHub's limit)."""
        return self._all(f"{self._root}/pulls/{number}/files", wire.File)

    def comments(self, number: int) -> Iterator[wire.Comment]:
        """The conversation."""
        return self._all(f"{self._root}/issues/{number}/comments", wire.Comment)

    def line_comments(self, number: int) -> Iterator[wire.LineComment]:
        """The comments at lines, replies among them."""
        return self._all(f"{self._root}/pulls/{number}/comments", wire.LineComment)

    def reviews(self, number: int) -> Iterator[wire.Review]:
        """The submitted reviews."""
        return self._all(f"{self._root}/pulls/{number}/reviews", wire.Review)

    def permission(self, login: str) -> str:
        """What an account may do here: admin, write, read, none."""
        path = f"{self._root}/collaborators/{quote(login, safe='')}/permission"
        return self._one("GET", path, wire.Permission).permission

    def create_comment(self, number: int, body: str) -> wire.Created:
        """A new comment in the conversation."""
        return self._one("POST", f"{self._root}/issues/{number}/comments", wire.Created, {"body": body})

    def edit_comment(self, identity: int, body: str) -> None:
        """Another text."""
        self._one("PATCH", f"{self._root}/issues/comments/{identity}", wire.Created, {"body": body})

    def delete_comment(self, identity: int) -> None:
        """It is gone."""
        self._send("DELETE", f"{self._root}/issues/comments/{identity}")

    def create_review(self, number: int, review: dict[str, object]) -> wire.Created:
        """A review with its comments: all of them or none."""
        return self._one("POST", f"{self._root}/pulls/{number}/reviews", wire.Created, review)

    def dismiss_review(self, number: int, identity: int, message: str) -> None:
        """A review that asked for changes no longer stands in the way."""
        path = f"{self._root}/pulls/{number}/reviews/{identity}/dismissals"
        self._one("PUT", path, wire.Created, {"message": message, "event": "DISMISS"})

    def edit_line_comment(self, identity: int, body: str) -> None:
        """Another text at the same place."""
        self._one("PATCH", f"{self._root}/pulls/comments/{identity}", wire.Created, {"body": body})

    def delete_line_comment(self, identity: int) -> None:
        """It is gone."""
        self._send("DELETE", f"{self._root}/pulls/comments/{identity}")

    def create_check(self, run: dict[str, object]) -> wire.Created:
        """A check run with its first annotations."""
        return self._one("POST", f"{self._root}/check-runs", wire.Created, run)

    def update_check(self, identity: int, run: dict[str, object]) -> None:
        """More annotations for a check run."""
        self._one("PATCH", f"{self._root}/check-runs/{identity}", wire.Created, run)

    def query(self, text: str, variables: dict[str, object]) -> dict[str, Any]:
        """The `data` of one GraphQL query. What GitHub refuses there raises `ReadOnlyError`."""
        body = {"query": text, "variables": variables}
        _, answer = self._send("POST", self._requester.graphql_url, body)
        found = _decoded(answer, wire.Answer, "/graphql")
        if found.errors:
            raise failure.ReadOnlyError(found.errors[0].message, remedy="resolving threads needs contents: write")
        return found.data

    def _all(self, path: str, kind: type[Kind], query: dict[str, str] | None = None) -> Iterator[Kind]:
        """Page by page. Addresses that the server names are never followed: pages are counted here."""
        for page in range(1, MAX_PAGES + 1):
            asked = {**(query or {}), "per_page": str(PER_PAGE), "page": str(page)}
            headers, answer = self._send("GET", path, parameters=asked)
            yield from _decoded(answer, list[kind], path)
            if 'rel="next"' not in str(headers.get("link", "")):
                return

    def _one(self, verb: str, path: str, kind: type[Kind], body: dict[str, Any] | None = None) -> Kind:
        _, answer = self._send(verb, path, body)
        try:
            return _decoded(answer, kind, path)
        except failure.UnavailableError as error:
            if verb == "POST":
                raise failure.UnclearError(str(error), remedy=error.remedy) from error
            raise

    def _send(
        self, verb: str, path: str, body: dict[str, Any] | None = None, *, parameters: dict[str, str] | None = None
    ) -> tuple[dict[str, Any], object]:
        from github.GithubException import GithubException
        from requests.exceptions import ConnectTimeout, RequestException

        try:
            return self._requester.requestJsonAndCheck(verb, path, parameters=parameters, input=body)
        except GithubException as error:
            raise _refused(verb, path, error) from error
        except RequestException as error:
            lost = verb == "POST" and not isinstance(error, ConnectTimeout)
            named = failure.UnclearError if lost else failure.UnavailableError
            raise named(f"{verb} {path}: {type(error).__name__}: {error}", remedy="run the job again") from error


def _decoded(answer: object, kind: type[Kind], path: str) -> Kind:
    try:
        return msgspec.convert(answer, kind)
    except msgspec.ValidationError as error:
        raise failure.UnavailableError(
            f"{path}: GitHub answered something unexpected: {error}", remedy="run the job again"
        ) from error


def _refused(verb: str, path: str, error: "GithubException") -> GitHubError:
    what = f"{verb} {path}: {error.status} {_message(error)}"
    match error.status:
        case 401:
            return failure.ReadOnlyError(what, remedy="the token is not valid (any more)")
        case 403 if "rate limit" in what.casefold():
            return failure.UnavailableError(what, remedy="run the job again later")
        case 403:
            return failure.ReadOnlyError(what, remedy="give the job `permissions: pull-requests: write`")
        case 404 | 410:
            return failure.MissingError(what, remedy="the pull request is gone, or the token may not see it")
        case 422:
            return failure.RejectedError(what)
        case status if status >= 500 and verb == "POST":
            return failure.UnclearError(what, remedy="run the job again")
        case _:
            return failure.UnavailableError(what, remedy="run the job again")


def _message(error: "GithubException") -> str:
    """What GitHub said, with its details; these are texts of the server."""
    said: object = cast(object, error.data)  # pyright: ignore[reportUnknownMemberType] - PyGithub says `dict`
    data = cast("dict[str, object]", said) if isinstance(said, dict) else {}
    details = f" {str(data['errors'])[:300]}" if "errors" in data else ""
    return f"{data.get('message', '')}{details}"
