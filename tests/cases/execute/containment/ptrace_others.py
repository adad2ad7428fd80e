"""Attaches to the runner and to processes of the host."""

import ctypes

from attempt import CANARY, tried

LIBC = ctypes.CDLL(None, use_errno=True)


def test_it():
    def attach(request, pid):
        return LIBC.ptrace(request, pid, 0, 0) == 0
    tried(*(lambda r=request, p=pid: attach(r, p) for request in (16, 0x4206) for pid in (1, CANARY["pid"], CANARY["runner"])))
