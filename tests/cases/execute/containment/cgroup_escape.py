"""Mounts a cgroup hierarchy and sets a release agent."""

import ctypes
import os

from attempt import CANARY, tried

LIBC = ctypes.CDLL(None, use_errno=True)


def test_it():
    def mount(kind, options):
        place = f"/tmp/{kind.decode()}{options.decode()}"
        os.makedirs(place)
        if LIBC.mount(kind, place.encode(), kind, 0, options) != 0:
            return False
        return os.path.exists(f"{place}/release_agent") and open(f"{place}/release_agent", "w").write("/tmp/x")
    tried(lambda: mount(b"cgroup", b"memory"), lambda: mount(b"cgroup", b"rdma"), lambda: mount(b"cgroup2", b""))
