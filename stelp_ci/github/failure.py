"""The ways in which GitHub says no: each one leads to something else that is done."""

from stelp_ci.errors import GitHubError


class ReadOnlyError(GitHubError):
    """The token may not do this: what would have been posted goes to annotations and the job's summary."""


class MissingError(GitHubError):
    """There is no such thing, or the token may not know of it."""


class RejectedError(GitHubError):
    """GitHub understood the request and will not carry it out (422)."""


class UnclearError(GitHubError):
    """A request that creates something broke off: it may have been carried out. Look before trying again."""


class UnavailableError(GitHubError):
    """GitHub could not be reached, limits its rate for too long, or answers nonsense."""
