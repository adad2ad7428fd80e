"""Signals every number that a process can have."""

import os

from attempt import CANARY, tried


def test_it():
    hit = []
    for pid in range(2, 65536, 7):
        if pid not in (os.getpid(), os.getppid()):
            try:
                os.kill(pid, 15)
                hit.append(pid)
            except OSError:
                pass
    tried(lambda: hit)
