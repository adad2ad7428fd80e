"""`stelp-report.json`: the one evidence file, written deterministically and read back strictly."""

from typing import TypeVar, cast

import msgspec

from stelp_ci.errors import ReportError
from stelp_ci.model.report import SCHEMA_VERSION, Report
from stelp_ci.report.escape import clip, json_text, one_line

MAX_BYTES = 64 * 1024 * 1024
"""The largest report that is read: far above what a change of 3,000 files makes, far below what exhausts a runner."""


class _Versioned(msgspec.Struct, frozen=True):
    schema_version: int


Read = TypeVar("Read", Report, _Versioned)


def render_json(report: Report) -> str:
    """The report as indented JSON with a final newline; the same report gives the same bytes."""
    try:
        encoded = msgspec.json.encode(report)
    except UnicodeEncodeError:
        # A lone surrogate, which JSON as UTF-8 cannot hold: one hostile text must not cost the whole report.
        encoded = msgspec.json.encode(_encodable(msgspec.to_builtins(report)))
    return json_text(msgspec.json.format(encoded, indent=2).decode()) + "\n"


def _encodable(value: object) -> object:
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode("utf-8")
        case dict():
            return {key: _encodable(item) for key, item in cast("dict[str, object]", value).items()}
        case list() | tuple():
            return [_encodable(item) for item in cast("list[object]", value)]
        case _:
            return value


def load(data: bytes) -> Report:
    """Read a report that may come from anybody. Raises `ReportError` when it is too large, foreign, newer or broken."""
    if len(data) > MAX_BYTES:
        raise ReportError(
            f"the report has {len(data)} bytes, more than the {MAX_BYTES} that are read",
            remedy="Run the check again; a report of this size was not written by stelp-ci.",
        )
    _check_version(data)
    return _decoded(data, Report)


def _check_version(data: bytes) -> None:
    version = _decoded(data, _Versioned).schema_version
    if version > SCHEMA_VERSION:
        raise ReportError(
            f"the report has schema version {version}, this stelp-ci reads {SCHEMA_VERSION}",
            remedy="Upgrade stelp-ci to the version that wrote the report.",
        )
    if version != SCHEMA_VERSION:
        raise ReportError(
            f"the report has schema version {version}, this stelp-ci reads {SCHEMA_VERSION}",
            remedy="Run the check again with this version.",
        )


def _decoded(data: bytes, type: type[Read]) -> Read:
    try:
        return msgspec.json.decode(data, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReportError(
            f"this is not a report of stelp-ci: {clip(one_line(str(error)), 300)}",
            remedy="Give the file that `stelp-ci check --format json --output stelp-report.json` wrote, unchanged.",
        ) from error
