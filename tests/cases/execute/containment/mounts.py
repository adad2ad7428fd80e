"""Mounts, remounts, binds, moves and unmounts."""

import ctypes

from attempt import CANARY, tried

LIBC = ctypes.CDLL(None, use_errno=True)


def test_it():
    def mount(source, target, kind, flags):
        return LIBC.mount(source, target, kind, flags, None) == 0
    tried(
        lambda: mount(b"none", b"/tmp", b"tmpfs", 0),
        lambda: mount(b"proc", b"/tmp", b"proc", 0),
        lambda: mount(b"/", b"/tmp", None, 4096),
        lambda: mount(None, b"/src", None, 32 | 4096),
        lambda: mount(None, b"/", None, 32),
        lambda: mount(b"devtmpfs", b"/tmp", b"devtmpfs", 0),
        lambda: mount(b"/src", b"/tmp", None, 8192),
        lambda: LIBC.umount2(b"/proc", 2) == 0,
        lambda: LIBC.syscall(428, -100, b"/", 1) >= 0,
        lambda: LIBC.syscall(430, b"tmpfs", 0) >= 0,
    )
