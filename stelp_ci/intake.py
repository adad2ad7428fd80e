"""From the event of a GitHub job to the change that it means: part of the pipeline, beside it."""

from collections.abc import Mapping
from pathlib import Path

from stelp_ci.change.event import MAX_BYTES, read_event
from stelp_ci.errors import UsageError
from stelp_ci.model.origin import Origin


def read_origin(file: str, environment: Mapping[str, str]) -> Origin:
    """What the event of a job asks for. Raises `UsageError` without one, `ChangeError` if it names no change."""
    name = environment.get("GITHUB_EVENT_NAME", "")
    if not name:
        raise UsageError("--event needs GITHUB_EVENT_NAME, which is not set", remedy="run it in a workflow")
    return read_event(name, read_event_file(file), commit=environment.get("GITHUB_SHA", ""))


def read_event_file(file: str) -> bytes:
    """At most as much as GitHub writes, and one byte more. Raises `UsageError`."""
    try:
        with Path(file).open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: {error}", remedy="give GITHUB_EVENT_PATH") from error
