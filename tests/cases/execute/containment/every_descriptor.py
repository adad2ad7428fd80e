"""Writes to, reads from and closes every descriptor, and passes some on."""

import os

from attempt import CANARY, tried


def test_it():
    for fd in range(3, 1024):
        for act in (lambda: os.write(fd, b'{"event": "end", "exit": 0}\n'), lambda: os.lseek(fd, 0, 0), lambda: os.close(fd)):
            try:
                act()
            except OSError:
                pass
    os._exit(0)
