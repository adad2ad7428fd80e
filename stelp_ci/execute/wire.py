"""The host's half of the conversation with the runner: frames, their strict decoding, and the order they must keep.

Inside, `sandbox/runner.py` speaks: STARTING, ENDED, RESULT. The host speaks: TASK, and NONCE once ENDED has come.
Where the host offers tools, CALLs may come between STARTING and ENDED; the host answers each with a REPLY.
Everything that arrives is hostile: lengths are capped before they are believed, unknown fields are refused, and the
first frame out of order ends the conversation.
"""

import hashlib
import hmac
from collections.abc import Iterator
from enum import Enum, unique
from typing import Literal

import msgspec

from stelp_ci.model.execution import Limits, Program, PytestTask
from stelp_ci.model.value import Value

MAC_BYTES = 32
NONCE_BYTES = 32
HEADER_BYTES = 4
EVENT_BYTES = 48 << 20
ENDED_BYTES = 16 << 20
NUMBER_BYTES = 4
CALL_BYTES = 256 << 10
REPLY_BYTES = 1 << 20
CALLS = 1_000
"""The most calls of one program; the runner ends one that makes more."""


PROGRAM_S = 3.0
"""What starting and ending one program may cost beside its own wall time."""


class WireError(Exception):
    """What arrived is not what the protocol allows here; the message says how."""


@unique
class Frame(Enum):
    """Kinds of frames, by the byte that names them; the value of those that arrive is checked against their cap."""

    TASK = b"T"
    NONCE = b"N"
    REPLY = b"A"
    STARTING = b"S"
    CALL = b"C"
    ENDED = b"E"
    RESULT = b"R"


CAPS = {
    Frame.STARTING: 0,
    Frame.CALL: NUMBER_BYTES + CALL_BYTES,
    Frame.ENDED: ENDED_BYTES,
    Frame.RESULT: MAC_BYTES + EVENT_BYTES,
}
ORDER = (Frame.STARTING, Frame.ENDED, Frame.RESULT)


class Script(Value, frozen=True, kw_only=True):
    """A trusted script by its name, what it is given, and the import paths below the source."""

    name: str
    document: msgspec.Raw
    import_paths: tuple[str, ...]


class Programs(Value, frozen=True, kw_only=True):
    """Programs under one profile and its policy, and the names of the host's tools."""

    profile: str
    policy: msgspec.Raw
    tools: tuple[str, ...]
    programs: tuple[Program, ...]


class Task(Value, frozen=True, kw_only=True):
    """What the runner is asked to do: one of `pytest`, `script` and `programs`.

    `token` marks the event lines of this run; `layers` are paths inside. Where gVisor logs system calls, they are
    `logged`, and the tests leave marks in that log.
    """

    token: str
    limits: Limits
    layers: tuple[str, ...]
    logged: bool = False
    pytest: PytestTask | None = None
    script: Script | None = None
    programs: Programs | None = None

    @property
    def number_of_programs(self) -> int:
        """How many programs it holds; 0 where it is something else."""
        return len(self.programs.programs) if self.programs else 0

    @property
    def longest_s(self) -> float:
        """The most wall seconds that it may take by its own limits."""
        return self.limits.wall_s * max(self.number_of_programs, 1) + PROGRAM_S * self.number_of_programs


class Ended(Value, frozen=True, kw_only=True):
    """How the process under judgement ended, as the runner saw it. `signal` 0 and an empty `limit` mean none."""

    exit_code: int | None
    signal: int
    limit: Literal["", "wall", "cpu", "memory", "processes", "file-size", "output"]
    survivors: int
    output: str
    output_truncated: bool
    cpu_s: float
    peak_memory_mib: float
    wall_s: float


def pack(kind: Frame, body: bytes) -> bytes:
    """One frame: 4 bytes of length, the kind, the body."""
    return (len(body) + 1).to_bytes(HEADER_BYTES, "big") + kind.value + body


def decode_ended(body: bytes) -> Ended:
    """The `ended` frame. Raises `WireError`."""
    try:
        return msgspec.json.decode(body, type=Ended)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"the frame that tells the end cannot be decoded: {error}") from error


def sign(nonce: bytes, ended: bytes, events: bytes) -> bytes:
    """The MAC that the runner must put before the events: HMAC-SHA256 over both parts, each with its length."""
    parts = b"".join(len(part).to_bytes(8, "big") + part for part in (ended, events))
    return hmac.new(nonce, parts, hashlib.sha256).digest()


def open_result(body: bytes, nonce: bytes, ended: bytes) -> bytes:
    """The events in a result frame whose MAC is right. Raises `WireError`."""
    mac, events = body[:MAC_BYTES], body[MAC_BYTES:]
    if not hmac.compare_digest(mac, sign(nonce, ended, events)):
        raise WireError("the result frame does not bear the MAC of this run")
    return events


class FrameReader:
    """Cuts the runner's stdout into frames, in the one order that is allowed; `calls` may come before ENDED."""

    def __init__(self, *, calls: int = 0) -> None:
        self._held = bytearray()
        self._expected = list(ORDER)
        self._calls = calls

    @property
    def complete(self) -> bool:
        """Whether every frame has come, and nothing behind the last."""
        return not self._expected and not self._held

    def feed(self, piece: bytes) -> Iterator[tuple[Frame, bytes]]:
        """Take in bytes, give out the frames that are whole now, one by one: what is right before an error counts.

        Raises `WireError` where the next frame is not the one that may come.
        """
        self._held += piece
        while (frame := self._next()) is not None:
            yield frame
        if self._held and not self._expected:
            raise WireError("bytes follow the result frame")

    def _next(self) -> tuple[Frame, bytes] | None:
        if len(self._held) < HEADER_BYTES or not self._expected:
            return None
        expected = self._expected_now()
        length = int.from_bytes(self._held[:HEADER_BYTES], "big")
        if not 1 <= length <= 1 + CAPS[expected]:
            raise WireError(f"a frame of {length} bytes came where {expected.name} was expected")
        end = HEADER_BYTES + length
        kind = bytes(self._held[HEADER_BYTES : HEADER_BYTES + 1])
        if kind not in (b"", expected.value):
            raise WireError(f"a frame of kind {kind!r} came where {expected.name} was expected")
        if len(self._held) < end:
            return None
        body = bytes(self._held[HEADER_BYTES + 1 : end])
        del self._held[:end]
        if expected is Frame.CALL:
            self._calls -= 1
        else:
            self._expected.pop(0)
        return expected, body

    def _expected_now(self) -> Frame:
        """The one kind of frame that may come; CALL where one has begun to come and calls are left."""
        if (
            self._expected[0] is Frame.ENDED
            and self._calls
            and bytes(self._held[HEADER_BYTES : HEADER_BYTES + 1]) == Frame.CALL.value
        ):
            return Frame.CALL
        return self._expected[0]
