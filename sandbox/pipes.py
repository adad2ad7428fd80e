"""Reading and writing all of something through a pipe that takes and gives it in pieces."""

import os

PIECE = 1 << 16


def write_whole(fd: int, data: bytes) -> None:
    """Write all of `data`, however little the pipe takes at a time."""
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


def read_whole(fd: int) -> bytes:
    """All that arrives before the other side closes."""
    data = b""
    while piece := os.read(fd, PIECE):
        data += piece
    return data
