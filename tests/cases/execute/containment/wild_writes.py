"""Writes over the memory of its own interpreter until it dies."""

import ctypes

from attempt import CANARY, tried


def test_it():
    for step in range(0, 1 << 20, 64):
        ctypes.memset(id(tried) + step, 0x41, 64)
    tried()
