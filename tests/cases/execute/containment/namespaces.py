"""Makes and enters namespaces, and looks for the host from there."""

import ctypes
import os

from attempt import CANARY, tried

LIBC = ctypes.CDLL(None, use_errno=True)


def test_it():
    flags = [0x10000000, 0x00020000, 0x40000000, 0x20000000, 0x08000000, 0x04000000, 0x02000000, 0x7C020000]
    def unshare(flag):
        pid = os.fork()
        if pid == 0:
            got = LIBC.unshare(flag) == 0 and (LIBC.mount(b"none", b"/src", None, 32 | 4096, None) == 0 or os.path.exists(CANARY["secret"]))
            os._exit(7 if got and os.access("/src", os.W_OK) else 0)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    def enter(pid, kind):
        return LIBC.setns(os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY), 0) == 0 and os.path.exists(CANARY["secret"])
    kinds = ("mnt", "net", "pid", "user", "uts", "ipc")
    tried(*(lambda f=flag: unshare(f) for flag in flags), *(lambda p=p, k=k: enter(p, k) for p in (1, CANARY["pid"]) for k in kinds))
