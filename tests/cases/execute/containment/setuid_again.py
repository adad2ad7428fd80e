"""Becomes another user, by calls, capabilities and a file with the bit."""

import ctypes
import os
import shutil
import subprocess
import sys

from attempt import CANARY, tried

LIBC = ctypes.CDLL(None, use_errno=True)


def test_it():
    def by_file():
        shutil.copy(sys.executable, "/tmp/python")
        os.chmod("/tmp/python", 0o6755)
        told = subprocess.run(["/tmp/python", "-I", "-S", "-c", "import os; print(os.geteuid())"], capture_output=True, text=True)
        return told.stdout.strip() == "0"
    def capset():
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        data = (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
        return LIBC.capset(header, data) == 0
    tried(
        lambda: os.setuid(0) or True,
        lambda: os.setresuid(0, 0, 0) or True,
        lambda: os.setgroups([0]) or True,
        lambda: LIBC.prctl(8, 1, 0, 0, 0) == 0 and os.seteuid(0) is None,
        lambda: LIBC.prctl(47, 2, 21, 0, 0) == 0,
        lambda: LIBC.prctl(38, 0, 0, 0, 0) == 0,
        capset,
        by_file,
    )
