"""Queues messages, semaphores and segments of System V."""

import ctypes

from attempt import CANARY, tried

LIBC = ctypes.CDLL(None, use_errno=True)


def test_it():
    def more(call, *arguments):
        made = 0
        while made < 4096 and LIBC.syscall(call, *arguments) >= 0:
            made += 1
        return made > 4096
    tried(lambda: more(29, 0, 1 << 20, 0o1666), lambda: more(68, 0, 0o1666), lambda: more(64, 0, 250, 0o1666))
