"""The exchange with one runner, from the task to the authenticated result, under the host's own clock."""

import os
import secrets
import select
import selectors
import time
from collections.abc import Callable

import msgspec

from stelp_ci.execute import wire
from stelp_ci.execute.line import Line
from stelp_ci.execute.wire import Frame, FrameReader, WireError
from stelp_ci.model.kernel import KernelLog

BOOT_S = 60.0
GRACE_S = 10.0
DIAGNOSTICS_BYTES = 1 << 16
CHUNK = 1 << 16
TRAILING_S = 0.005
"""How long bytes behind the result are waited for: they would be a violation."""


class Conversation:
    """What has been said so far: `starting`, `ended` and `events` are what came, `broken` says why it stopped.

    `kernel` is what gVisor logged of the run, once it is over.
    """

    kernel: KernelLog | None = None

    def __init__(self, line: Line, task: wire.Task, answer: Callable[[int, bytes], bytes] | None = None) -> None:
        self.starting = False
        self.ended: wire.Ended | None = None
        self.events: bytes | None = None
        self.broken = ""
        self.late = False
        self.diagnostics = b""
        self._line = line
        self._task = task
        self._answer = answer
        self._reader = FrameReader(calls=wire.CALLS * task.number_of_programs if answer else 0)
        self._nonce = secrets.token_bytes(wire.NONCE_BYTES)
        self._ended_body = b""
        self._deadline = time.monotonic() + BOOT_S

    def hold(self) -> None:
        """Talk until the runner is done, breaks the protocol, or the time is up."""
        try:
            for stream in (self._line.stdin, self._line.stdout, self._line.stderr):
                os.set_blocking(stream.fileno(), False)
            self._send(Frame.TASK, msgspec.json.encode(self._task))
            with selectors.DefaultSelector() as selector:
                for stream in (self._line.stdout, self._line.stderr):
                    selector.register(stream, selectors.EVENT_READ)
                self._listen(selector)
        except WireError as error:
            self.broken = str(error)
        if not self.broken and not self._reader.complete:
            self.broken = "the sandbox ended without a result"

    def _listen(self, selector: selectors.BaseSelector) -> None:
        """Read both streams until stdout closes, or the result is there and nothing comes with it.

        Nobody but the runner lives by then, so that there is no need to wait for the sandbox to be gone.
        """
        while (left := self._deadline - time.monotonic()) > 0:
            ready = selector.select(TRAILING_S if self._reader.complete else left)
            if not ready and self._reader.complete:
                return
            for key, _ in ready:
                piece = os.read(key.fd, CHUNK)
                if key.fileobj is self._line.stderr:
                    self.diagnostics = (self.diagnostics + piece)[-DIAGNOSTICS_BYTES:]
                    if not piece:
                        selector.unregister(key.fileobj)
                elif piece:
                    self._hear(piece)
                else:
                    return
        self.late = True
        self.broken = "the sandbox did not end in time"

    def _hear(self, piece: bytes) -> None:
        for frame, body in self._reader.feed(piece):
            match frame:
                case Frame.STARTING:
                    self.starting = True
                    self._deadline = time.monotonic() + self._task.longest_s + GRACE_S
                case Frame.CALL:
                    self._reply(body)
                case Frame.ENDED:
                    self.ended, self._ended_body = wire.decode_ended(body), body
                    self._send(Frame.NONCE, self._nonce)
                case _:
                    self.events = wire.open_result(body, self._nonce, self._ended_body)

    def _reply(self, call: bytes) -> None:
        """Answer a call of a program. Raises `WireError` for one that no program can have made."""
        number, said = int.from_bytes(call[: wire.NUMBER_BYTES], "big"), call[wire.NUMBER_BYTES :]
        if self._answer is None or len(call) < wire.NUMBER_BYTES or number >= self._task.number_of_programs:
            raise WireError("a call came from no program")
        answer = self._answer(number, said)
        if len(answer) > wire.REPLY_BYTES:
            raise ValueError(f"the answer to a call has {len(answer)} bytes")
        self._send(Frame.REPLY, call[: wire.NUMBER_BYTES] + answer)

    def _send(self, kind: Frame, body: bytes) -> None:
        """Write a frame before the deadline. Raises `WireError` when the runner is gone or does not listen."""
        stdin = self._line.stdin.fileno()
        poller = select.poll()
        poller.register(stdin, select.POLLOUT)
        left = memoryview(wire.pack(kind, body))
        while left:
            if not poller.poll(max(self._deadline - time.monotonic(), 0) * 1000):
                raise WireError("the runner does not listen")
            try:
                left = left[os.write(stdin, left) :]
            except (BrokenPipeError, ConnectionResetError) as error:
                raise WireError("the runner stopped listening") from error
