"""From the record of one program to its `ProgramRun`: how it ended is what its parent saw, never what it said."""

import signal
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

from stelp_ci.errors import SandboxError
from stelp_ci.exec.told import Ending, Foreign, Told, read_told
from stelp_ci.model.program_run import ProgramRun, RunException, RunLimit, RunStage, RunStatus, RunViolation, ToolCall
from stelp_ci.model.value import Value
from stelp_ci.transpile.guarded_codes import GUARDED_CODES
from stelp_ci.transpile.plain_data import PlainError, decode
from stelp_ci.transpile.runtime.codes import CODES
from stelp_ci.transpile.strict_codes import STRICT_CODES

INPUT_CODES = "STELP-P"
"""Codes of the input discipline begin so: what they refuse is not read as a program at all."""


class Seen(Value, frozen=True, kw_only=True):
    """The record that the server inside makes of one program. `told` and `output` came out of its process."""

    token: Annotated[str, Meta(min_length=32, max_length=32)]
    exit_code: int | None
    signal: int
    limit: Literal["", "wall", "cpu", "memory", "processes", "file-size", "output"]
    survivors: int
    wall_s: float
    output: bytes
    output_truncated: bool
    told: bytes


class _Verdict(NamedTuple):
    """The fields of a run that depend on how it ended."""

    status: RunStatus
    stage: RunStage | None = None
    violations: tuple[RunViolation, ...] = ()
    limit: RunLimit | None = None
    exception: RunException | None = None
    value: object = None


_SEEN = msgspec.json.Decoder(Seen)
_REPAIRS = {code: said.repair for code, said in {**CODES, **GUARDED_CODES, **STRICT_CODES}.items()}
"""What to write instead, by the codes of what is stopped while a program runs."""


def read_run(identity: str | int | None, record: bytes, calls: tuple[ToolCall, ...] = ()) -> ProgramRun:
    """The run that `record` tells of. Raises `SandboxError` for a record that no server of ours writes."""
    try:
        seen = _SEEN.decode(record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SandboxError(f"the record of a program cannot be decoded: {error}") from error
    try:
        told = read_told(seen.told, seen.token.encode())
        verdict = _verdict(seen, told)
    except Foreign as error:
        told = Told()
        verdict = _limited(seen, told) or _broken("Disturbed", str(error), RunStage.RUNTIME)
    return ProgramRun(
        id=identity,
        status=verdict.status,
        stage=verdict.stage,
        violations=verdict.violations,
        limit=verdict.limit,
        value=verdict.value,
        stdout=seen.output.decode("utf-8", "backslashreplace"),
        stdout_cut=seen.output_truncated,
        exception=verdict.exception,
        transpile_ms=_transpile_ms(told),
        run_ms=_run_ms(seen, told),
        calls=calls,
        effects=told.ending.effects if told.ending else (),
    )


def _verdict(seen: Seen, told: Told) -> _Verdict:
    """Disturbances first: a program that reported well and was then stopped has not completed."""
    disturbed = _limited(seen, told) or _died(seen, told)
    if disturbed:
        return disturbed
    if told.refusal:
        return _blocked(told.refusal.violations)
    if told.ending is None or not told.ended:
        return _broken("EarlyExit", "the process ended before the program did", RunStage.RUNTIME)
    return _ended(told.ending)


def _limited(seen: Seen, told: Told) -> _Verdict | None:
    if not seen.limit:
        return None
    limit = RunLimit.OUTPUT if seen.limit == "file-size" else RunLimit(seen.limit)
    running = told.accepted or told == Told()
    return _Verdict(RunStatus.LIMITED, RunStage.RUNTIME if running else RunStage.PARSE, limit=limit)


def _died(seen: Seen, told: Told) -> _Verdict | None:
    """A death by signal, an exit status that is not ours, or processes that were left behind."""
    stage = RunStage.RUNTIME if told.accepted else RunStage.PARSE
    if seen.signal:
        return _broken(_signal_name(seen.signal), "a signal ended the process", stage)
    if seen.exit_code != 0 and not told.accepted:
        tail = seen.output.decode("utf-8", "backslashreplace")[-1000:]
        exception = RunException(type="TranspilerFailure", message=tail)
        return _Verdict(RunStatus.INCONCLUSIVE, stage, exception=exception)
    if seen.exit_code != 0:
        return _broken("EarlyExit", f"the process ended with status {seen.exit_code}", stage)
    if seen.survivors:
        return _broken("Survivors", f"{seen.survivors} processes outlived the program", stage)
    return None


def _ended(ending: Ending) -> _Verdict:
    match ending.kind:
        case "completed":
            return _completed(ending)
        case "raised":
            return _Verdict(RunStatus.ERROR, RunStage.RUNTIME, exception=ending.exception)
        case "denied":
            return _denied(ending)
        case "stopped":
            limit = next((limit for limit in RunLimit if limit == ending.limit), None)
            return _Verdict(RunStatus.LIMITED, RunStage.RUNTIME, limit=limit, exception=ending.exception)


def _completed(ending: Ending) -> _Verdict:
    try:
        return _Verdict(RunStatus.COMPLETED, value=decode(ending.value))
    except PlainError as error:
        return _broken("Disturbed", f"the value cannot be rebuilt: {error}", RunStage.RUNTIME)


def _denied(ending: Ending) -> _Verdict:
    exception = ending.exception or RunException(type="Denied", message="")
    repair = _REPAIRS.get(ending.code, "")
    violation = RunViolation(code=ending.code, message=exception.message, line=exception.line, repair=repair)
    return _Verdict(RunStatus.BLOCKED, RunStage.RUNTIME, (violation,))


def _blocked(violations: tuple[RunViolation, ...]) -> _Verdict:
    unread = violations[0].code.startswith(INPUT_CODES)
    return _Verdict(RunStatus.BLOCKED, RunStage.PARSE if unread else RunStage.POLICY, violations)


def _broken(kind: str, message: str, stage: RunStage) -> _Verdict:
    return _Verdict(RunStatus.ERROR, stage, exception=RunException(type=kind, message=message))


def _transpile_ms(told: Told) -> float:
    step = told.refusal or told.accepted
    return round(step.ms, 3) if step else 0.0


def _run_ms(seen: Seen, told: Told) -> float:
    """What the process measured, at most what its parent saw; the parent's time where it did not come to its end."""
    whole = seen.wall_s * 1000
    if told.refusal:
        return 0.0
    return round(min(max(told.ending.ms, 0.0), whole) if told.ending else whole, 3)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
