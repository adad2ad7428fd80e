"""Maps and touches memory, also huge, locked and never given back."""

import ctypes
import mmap

from attempt import CANARY, tried

LIBC = ctypes.CDLL(None, use_errno=True)


def test_it():
    def grow():
        held = []
        while True:
            area = mmap.mmap(-1, 8 << 20)
            area.write(b"x" * (8 << 20))
            LIBC.mlockall(7)
            held.append(area)
    tried(grow, lambda: mmap.mmap(-1, 1 << 44).size())
