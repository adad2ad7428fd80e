"""Climbs with openat from every descriptor that is open."""

import os

from attempt import CANARY, tried


def test_it():
    def climb(fd):
        inside = os.open("../" * 24 + CANARY["secret"].lstrip("/"), os.O_RDONLY, dir_fd=fd)
        return os.read(inside, 64)
    source = os.open("/src", os.O_RDONLY | os.O_DIRECTORY)
    tried(*(lambda fd=fd: climb(fd) for fd in [*range(64), source]))
