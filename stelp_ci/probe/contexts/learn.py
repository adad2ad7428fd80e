"""Runs the whole suite of one tree in the sandbox, and keeps which functions the tests of each file enter."""

from typing import Annotated

import msgspec
from msgspec import Meta

from stelp_ci.errors import SandboxError
from stelp_ci.model.contexts import FORMAT, Contexts
from stelp_ci.model.value import Value
from stelp_ci.probe.contexts.places import Places
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.project_naming import read_naming
from stelp_ci.probe.running import plain_task, run_script
from stelp_ci.probe.selection import suite_of

SCRIPT = "contexts"
_Text = Annotated[str, Meta(max_length=4096)]
_Lines = Annotated[tuple[tuple[_Text, int], ...], Meta(max_length=2000)]


class _Entered(Value, frozen=True, kw_only=True, tag_field="kind", tag="entered"):
    """Some of the code that the tests of one file entered: its file, and the line where it begins."""

    file: _Text
    lines: _Lines


class _Shared(Value, frozen=True, kw_only=True, tag_field="kind", tag="shared"):
    """Some of the code that was entered for all."""

    lines: _Lines


class _Unusable(Value, frozen=True, kw_only=True, tag_field="kind", tag="unusable"):
    """pytest would not begin."""

    reason: str


_DECODER = msgspec.json.Decoder(_Entered | _Shared | _Unusable)


def learn(job: ProbeJob) -> Contexts:
    """The contexts of the head. Raises `SandboxError` where its suite cannot be run to the end."""
    suite = suite_of(job.head, job.settings.skip_paths, read_naming(job.head.source))
    if not suite:
        raise SandboxError("the project has no test files", remedy="There is nothing to learn.")
    outcome = run_script(job, job.head, SCRIPT, {"pytest": plain_task(job, job.head, tuple(suite))})
    if not outcome.completed:
        limit = outcome.outcome.limit
        why = f"the {limit.value} limit ended it" if limit else outcome.outcome.violation or "it broke off"
        raise SandboxError(f"the whole suite did not come to its end: {why}", remedy="Raise `execute.limits`.")
    return read_contexts(outcome.records, Places(job.head.source))


def read_contexts(records: tuple[bytes, ...], places: Places) -> Contexts:
    """Put the records together. Raises `SandboxError` for one that cannot be decoded, or where pytest did not begin."""
    entered: dict[str, set[str]] = {}
    shared: set[str] = set()
    for record in records:
        try:
            item: _Entered | _Shared | _Unusable = _DECODER.decode(record)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise SandboxError(f"what the suite reported cannot be decoded: {error}") from error
        match item:
            case _Unusable():
                raise SandboxError(f"pytest would not begin: {item.reason[:500]}")
            case _Entered():
                entered.setdefault(item.file, set()).update(places.functions(item.lines))
            case _Shared():
                shared.update(places.functions(item.lines))
    return Contexts(
        format=FORMAT,
        entered={file: tuple(sorted(functions)) for file, functions in sorted(entered.items())},
        shared=tuple(sorted(shared)),
    )
