"""Pushes characters into a terminal of the host."""

import fcntl
import os

from attempt import CANARY, tried


def test_it():
    def push(path):
        fd = os.open(path, os.O_RDWR)
        for character in b"touch escaped\n":
            fcntl.ioctl(fd, 0x5412, bytes([character]))
        return True
    tried(*(lambda p=path: push(p) for path in ("/dev/tty", "/dev/console", "/dev/pts/0", "/dev/ptmx", "/proc/self/fd/0")))
