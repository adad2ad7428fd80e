"""Enters the kernel by the gates of 32 bit programs."""

import ctypes
import mmap
import os

from attempt import CANARY, tried


def test_it():
    def run(code):
        pid = os.fork()
        if pid == 0:
            area = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
            area.write(code)
            address = ctypes.addressof(ctypes.c_char.from_buffer(area))
            value = ctypes.CFUNCTYPE(ctypes.c_long)(address)()
            os._exit(0 * value)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    # kill(1, 9) by int 0x80 and by the x32 numbers; hlt; in al, dx
    gates = ["b825000000bb01000000b909000000cd80c3", "b83e000040bf01000000be090000000f05c3", "f4c3", "ecc3"]
    tried(*(lambda g=gate: run(bytes.fromhex(g)) for gate in gates))
