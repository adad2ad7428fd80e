"""Batches as JSON lines: what is asked, read strictly, and what came of it."""

from collections.abc import Iterator
from typing import IO, Any

import msgspec

from stelp_ci.exec.load import Given, Item
from stelp_ci.model.execution import Program
from stelp_ci.model.program_run import ProgramRun, RunException, RunStage, RunStatus
from stelp_ci.model.value import Value
from stelp_ci.transpile.plain_data import PlainError, decode, encode

LINE_BYTES = 2 << 20


class Asked(Value, frozen=True, kw_only=True):
    """One line of a batch. `args` is a list for positional arguments, an object for keywords; both are plain data."""

    id: str | int
    code: str
    entry: str | None = None
    args: list[Any] | dict[str, Any] | None = None


_ASKED = msgspec.json.Decoder(Asked)


class _Named(msgspec.Struct):
    id: str | int | None = None


def read_lines(stream: IO[bytes]) -> Iterator[Item]:
    """The programs of a batch; a line that cannot be read is a result at once: an error that says why."""
    number = 0
    while line := stream.readline(LINE_BYTES + 1):
        number += 1
        if len(line) > LINE_BYTES:
            _skip(stream, line)
            yield bad_line(None, f"line {number} has more than {LINE_BYTES} bytes")
        elif line.strip():
            yield read_line(line, number)


def read_line(line: bytes, number: int) -> Item:
    """One line."""
    try:
        asked = _ASKED.decode(line)
        return Given(asked.id, program_of(asked.code.encode(), asked.entry or "", asked.args))
    except (msgspec.DecodeError, PlainError, UnicodeError, RecursionError) as error:
        return bad_line(_name_of(line), f"line {number}: {error}")


def program_of(source: bytes, entry: str, args: list[Any] | dict[str, Any] | None) -> Program:
    """A program from its source and what is said about its arguments. Raises `PlainError` for what is no plain data."""
    decode(args)
    if args and not entry:
        raise PlainError("args without an entry to call")
    if not isinstance(args, dict):
        return Program(source=source, entry=entry, arguments=msgspec.Raw(msgspec.json.encode(args or [])))
    if next(iter(args), "").startswith("$"):
        raise PlainError("args is a list or an object of keywords")
    return Program(source=source, entry=entry, keywords=msgspec.Raw(msgspec.json.encode(args)))


def bad_line(identity: str | int | None, why: str) -> ProgramRun:
    """The result of a line that is none."""
    exception = RunException(type="BadLine", message=why)
    return ProgramRun(id=identity, status=RunStatus.ERROR, stage=RunStage.PARSE, exception=exception)


def line_of(run: ProgramRun) -> dict[str, Any]:
    """The line of one result, as JSON data. `calls` and `loosened` are there only where there are some."""
    violations = [
        {"code": one.code, "message": one.message, "line": one.line, "col": one.column} for one in run.violations
    ]
    line = {
        "id": run.id,
        "status": run.status,
        "stage": run.stage,
        "violations": violations,
        "limit": run.limit,
        "value": encode(run.value),
        "stdout": run.stdout,
        "exception": msgspec.to_builtins(run.exception),
        "timing_ms": {"transpile": run.transpile_ms, "run": run.run_ms},
    }
    more = {"calls": msgspec.to_builtins(run.calls), "loosened": list(run.loosened)}
    return {**line, **{key: value for key, value in more.items() if value}}


def _skip(stream: IO[bytes], line: bytes) -> None:
    """Read on to the end of a line that is too long, in pieces."""
    while line and not line.endswith(b"\n"):
        line = stream.readline(LINE_BYTES)


def _name_of(line: bytes) -> str | int | None:
    try:
        return msgspec.json.decode(line, type=_Named).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
