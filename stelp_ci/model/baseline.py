"""What a project lives with: findings that a person answers for, each with a reason and, mostly, an end."""

from typing import Annotated

from msgspec import Meta

from stelp_ci.model.value import Value

BASELINE_FILE = ".stelp/baseline.json"
"""Read from the base commit alone; a change of it is a change of settings."""

Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Accepted(Value, frozen=True, kw_only=True):
    """One finding that existed when the baseline was written. `expires` is the first day on which it counts again."""

    fingerprint: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
    rule: str
    path: str
    reason: Annotated[str, Meta(min_length=3, max_length=500)]
    expires: Day


class Baseline(Value, frozen=True, kw_only=True):
    """The file."""

    version: Annotated[int, Meta(ge=1, le=1)] = 1
    accepted: Annotated[tuple[Accepted, ...], Meta(max_length=100_000)] = ()
