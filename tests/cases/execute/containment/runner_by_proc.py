"""Speaks to the host through the runner's descriptors."""

import os

from attempt import CANARY, tried


def test_it():
    frame = b"\0\0\0\x01R"
    def write(path):
        fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        return os.write(fd, frame)
    tried(*(lambda p=path: write(p) for path in [f"/proc/1/fd/{fd}" for fd in range(16)] + ["/dev/tty", "/dev/console"]))
