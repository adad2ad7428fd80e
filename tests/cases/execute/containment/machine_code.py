"""Puts system calls into memory as machine code and jumps there."""

import ctypes
import mmap

from attempt import CANARY, tried


def test_it():
    def run(code):
        area = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        area.write(code)
        address = ctypes.addressof(ctypes.c_char.from_buffer(area))
        return ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_char_p)(address)
    # mov rdi <- path (it is there already); xor esi, esi; mov eax, 2 (open); syscall; ret
    opened = run(bytes.fromhex("31f6b8020000000f05c3"))
    # xor esi, esi; mov esi, 9; mov edi, ...: kill(1, 9)
    killed = run(bytes.fromhex("bf01000000be09000000b83e0000000f05c3"))
    tried(lambda: opened(CANARY["secret"].encode()) >= 0, lambda: killed(b"") == 0)
