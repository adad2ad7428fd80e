"""Reads and writes the memory of the runner and of processes of the host."""

import ctypes

from attempt import CANARY, tried

LIBC = ctypes.CDLL(None, use_errno=True)


def test_it():
    def peek(call, pid):
        local = ctypes.create_string_buffer(64)
        here = (ctypes.c_size_t * 2)(ctypes.addressof(local), 64)
        there = (ctypes.c_size_t * 2)(0x400000, 64)
        return call(pid, here, 1, there, 1, 0) > 0
    calls = (LIBC.process_vm_readv, LIBC.process_vm_writev)
    tried(
        *(lambda c=call, p=pid: peek(c, p) for call in calls for pid in (1, CANARY["pid"], CANARY["runner"])),
        lambda: open("/proc/1/mem", "r+b").read(1),
    )
