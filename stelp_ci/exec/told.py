"""What the process of one program told, decoded strictly: nothing in it is believed to be true, only well formed."""

from typing import Any, Literal

import msgspec

from stelp_ci.model.program_run import RunException, RunViolation
from stelp_ci.model.value import Value

LINE_BYTES = 1 << 20
_Milliseconds = float


class Foreign(Exception):
    """Something else than our reporter wrote to the pipe of a program; the message says what."""


class _Step(Value, frozen=True, kw_only=True, tag_field="step"):
    """One record."""


class Refusal(_Step, frozen=True, kw_only=True, tag="refused"):
    """The program was not let through. Nothing of it has run."""

    ms: _Milliseconds
    violations: tuple[RunViolation, ...]


class Accepted(_Step, frozen=True, kw_only=True, tag="transpiled"):
    """The program was let through; from here on it may have written everything itself."""

    ms: _Milliseconds


class Ending(_Step, frozen=True, kw_only=True, tag="ended"):
    """The program came to an end by itself: completed, raised, stopped by a bound, or denied by the policy."""

    kind: Literal["completed", "raised", "stopped", "denied"]
    ms: _Milliseconds
    value: Any = None
    exception: RunException | None = None
    limit: str = ""
    code: str = ""
    effects: tuple[str, ...] = ()


class _Record(Value, frozen=True, kw_only=True, tag_field="event", tag="record"):
    body: Refusal | Accepted | Ending


class _End(Value, frozen=True, kw_only=True, tag_field="event", tag="end"):
    exit: int


class Told(Value, frozen=True, kw_only=True):
    """The records in order of writing; `ended` where the last line says that nothing follows."""

    refusal: Refusal | None = None
    accepted: Accepted | None = None
    ending: Ending | None = None
    ended: bool = False


_DECODER = msgspec.json.Decoder(_Record | _End)


def read_told(data: bytes, token: bytes) -> Told:
    """Read the lines of one program. Raises `Foreign`."""
    *lines, rest = data.split(b"\n")
    told = Told()
    for line in lines:
        told = _after(told, _decoded(line, token))
    if rest:
        raise Foreign("the last line of the report is torn")
    return told


def _decoded(line: bytes, token: bytes) -> _Record | _End:
    if not line.startswith(token) or len(line) > LINE_BYTES:
        raise Foreign("something else than the reporter wrote to the report")
    try:
        return _DECODER.decode(memoryview(line)[len(token) :])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Foreign(f"the report cannot be decoded: {error}") from error


def _after(told: Told, line: _Record | _End) -> Told:
    """The only orders: refused, end; or transpiled, ended, end."""
    match line:
        case _Record(body=Refusal() as refusal) if told == Told() and refusal.violations:
            return msgspec.structs.replace(told, refusal=refusal)
        case _Record(body=Accepted() as accepted) if told == Told():
            return msgspec.structs.replace(told, accepted=accepted)
        case _Record(body=Ending() as ending) if told.accepted and not told.ending and not told.ended:
            return msgspec.structs.replace(told, ending=ending)
        case _End(exit=0) if (told.refusal or told.ending) and not told.ended:
            return msgspec.structs.replace(told, ended=True)
        case _:
            raise Foreign("the report is out of order")
