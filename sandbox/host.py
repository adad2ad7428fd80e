"""The line to the host: frames on stdin and stdout, 4 bytes of length (big endian), 1 byte of kind, the body."""

import os

from .pipes import write_whole

TASK, NONCE, REPLY = b"T", b"N", b"A"
STARTING, ENDED, RESULT, CALL = b"S", b"E", b"R", b"C"
MAX_FRAME = 8 << 20


def read_exactly(count: int) -> bytes:
    """Read `count` bytes of stdin; the host going away ends the sandbox, and with it all that runs in it."""
    pieces = b""
    while len(pieces) < count:
        piece = os.read(0, count - len(pieces))
        if not piece:
            os._exit(70)
        pieces += piece
    return pieces


def read_frame(kind: bytes) -> bytes:
    """Read the body of the one frame that may come now."""
    length = int.from_bytes(read_exactly(4), "big")
    if not 1 <= length <= MAX_FRAME:
        os._exit(71)
    frame = read_exactly(length)
    if frame[:1] != kind:
        os._exit(72)
    return frame[1:]


def send_frame(kind: bytes, body: bytes = b"") -> None:
    """Write one frame to the host."""
    write_whole(1, (len(body) + 1).to_bytes(4, "big") + kind + body)
