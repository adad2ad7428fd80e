"""Carries the calls of one program to the host and the answers back, as bytes that only their two ends read.

One call is under way at a time. Nothing here waits: a program that does not read its answer stops nobody but itself.
"""

import os
import select

from . import host

CALLS = 1_000
CALL_BYTES = 256 << 10
REPLY_BYTES = 1 << 20
CHUNK = 1 << 16
HEADER = 4


class Relay:
    """The parent's ends of two pipes. `child_ends` are those that the child is given: to write calls, to read answers.

    A call or an answer is 4 bytes of length (big endian) and that many bytes.
    """

    def __init__(self, number: int) -> None:
        self.number = number.to_bytes(4, "big")
        self.calls, call_end = os.pipe()
        answer_end, self.answers = os.pipe()
        self.child_ends = (call_end, answer_end)
        self.left = CALLS
        self.held = bytearray()
        self.answer = memoryview(b"")
        self.awaiting = False
        self.open = True
        self.flooded = False
        os.set_blocking(self.answers, False)

    def waits_for(self) -> "list[tuple[int, int]]":
        """What to poll beside the host: the calls while none is under way, the answers' pipe while there is one."""
        if self.answer:
            return [(self.answers, select.POLLOUT)]
        return [] if self.awaiting or not self.open else [(self.calls, select.POLLIN)]

    def take(self, fd: int) -> bool:
        """Do what can be done on `fd` now; false when the host spoke although nothing was asked."""
        if fd == 0:
            return self.take_reply()
        if fd == self.calls:
            self.take_call()
        else:
            self.give()
        return True

    def take_call(self) -> None:
        """Take in bytes of the program; a whole call goes to the host, one that is too large ends the program."""
        piece = os.read(self.calls, CHUNK)
        self.open = bool(piece)
        self.held += piece
        if len(self.held) < HEADER:
            return
        whole = HEADER + int.from_bytes(self.held[:HEADER], "big")
        if whole > HEADER + CALL_BYTES or len(self.held) > whole or self.left == 0:
            self.flooded, self.open = True, False
        elif len(self.held) == whole:
            self.left -= 1
            host.send_frame(host.CALL, self.number + bytes(self.held[HEADER:]))
            self.awaiting = True
            self.held.clear()

    def take_reply(self) -> bool:
        """Take the host's answer to the call that is under way."""
        if not self.awaiting:
            return False
        reply = host.read_frame(host.REPLY)
        if reply[:HEADER] != self.number or len(reply) > HEADER + REPLY_BYTES:
            return False
        self.awaiting = False
        body = reply[HEADER:]
        self.answer = memoryview(len(body).to_bytes(HEADER, "big") + body)
        self.give()
        return True

    def give(self) -> None:
        """Hand over as much of the answer as the pipe takes now; a program that is gone needs none."""
        try:
            self.answer = self.answer[os.write(self.answers, self.answer) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self.answer, self.open = memoryview(b""), False

    def settle(self) -> None:
        """Wait for the answer to a call of a program that has ended, so that the next one cannot be given it."""
        while self.awaiting and self.take_reply():
            pass
        for fd in (self.calls, self.answers):
            os.close(fd)
