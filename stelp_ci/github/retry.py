"""When a request is sent again, and how long to wait before.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from typing import TYPE_CHECKING, NamedTuple

from stelp_ci.github.failure import UnavailableError

if TYPE_CHECKING:
    from urllib3 import Retry

TRIES = 5


class Pace(NamedTuple):
    """Seconds: between two requests that write, after a secondary limit without `Retry-After`, at most for any limit,
    until a request counts as lost, and before a write whose end is unclear is looked for."""

    between_writes: float = 0.2
    after_secondary: float = 60.0
    longest: float = 300.0
    timeout: int = 30
    before_looking: float = 2.0


def patient_retry(pace: Pace) -> "Retry":
    """A policy that honours `Retry-After` and both limits, and never sends a `POST` again that may have succeeded."""
    from github.GithubRetry import GithubRetry
    from urllib3 import BaseHTTPResponse
    from urllib3.exceptions import ProtocolError, ReadTimeoutError

    class Patient(GithubRetry):
        """PyGithub's policy, with an end to waiting."""

        def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: FBT001, FBT002 - urllib3's signature
            if method == "POST" and status_code >= 500:
                return False
            return super().is_retry(method, status_code, has_retry_after)

        def increment(self, method=None, url=None, response=None, error=None, _pool=None, _stacktrace=None):  # type: ignore[no-untyped-def]
            if method == "POST" and isinstance(error, ProtocolError | ReadTimeoutError):
                raise error
            return super().increment(method, url, response, error, _pool, _stacktrace)

        def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
            asked = super().get_retry_after(response)
            if asked is not None and asked > pace.longest:
                raise UnavailableError(
                    f"GitHub asks to wait {asked:.0f} s, longer than the {pace.longest:.0f} s that are waited",
                    remedy="run the job again later",
                )
            return asked

    return Patient(
        total=TRIES,
        backoff_factor=0.5,
        status_forcelist=[429, *range(500, 600)],
        allowed_methods=["GET", "HEAD", "PUT", "DELETE", "PATCH", "POST"],
        secondary_rate_wait=pace.after_secondary,
        max_rate_limit_wait=pace.longest,
    )
