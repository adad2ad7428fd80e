"""Opens processes of the host by pidfd and takes their descriptors."""

import ctypes
import os

from attempt import CANARY, tried

LIBC = ctypes.CDLL(None, use_errno=True)


def test_it():
    def take(pid):
        fd = os.pidfd_open(pid)
        return LIBC.syscall(438, fd, 0, 0) >= 0
    tried(*(lambda pid=pid: take(pid) for pid in (1, CANARY["pid"], CANARY["runner"])))
